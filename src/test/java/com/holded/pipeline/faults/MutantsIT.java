package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The check of the fault tests themselves: each of the classic mistakes is made in the product on purpose, and the
 * checker must see it; and without the mistake it must see nothing.
 */
@ExtendWith(Lab.Shared.class)
class MutantsIT {
    private final Lab lab;
    private final Seed seed = Seed.of(this);

    MutantsIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    @Tag("faults-short")
    void an_answer_before_the_put_is_seen() throws Exception {
        assertSeen(Mistake.ANSWER_BEFORE_PUT);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWER_BEFORE_PUT")
    @Tag("faults")
    void a_mistake_is_seen(Mistake mistake) throws Exception {
        assertSeen(mistake);
    }

    private void assertSeen(Mistake mistake) throws Exception {
        try (Bed bed = lab.bed("mutant-" + mistake.ordinal())) {
            Scenarios scenarios =
                    new Scenarios(bed, seed, Optional.of(mistake.mutant().compile(bed.folder())));

            assertThat(mistake.scenario().play(scenarios))
                    .as("what the checker sees of " + mistake + ", " + seed)
                    .extracting(Breach::invariant)
                    .contains(mistake.seen());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("faults")
    void without_a_mistake_nothing_is_seen(Scenario scenario) throws Exception {
        try (Bed bed = lab.bed("whole-" + scenario.ordinal())) {
            assertThat(scenario.play(new Scenarios(bed, seed)))
                    .as(scenario + ", " + seed)
                    .isEmpty();
        }
    }
}
