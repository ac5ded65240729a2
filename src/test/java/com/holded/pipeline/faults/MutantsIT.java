package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.faults.Breach.Invariant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The check of the fault tests themselves: each of the classic mistakes is made in the product on purpose, and the
 * checker must see it; and without the mistake it must see nothing.
 */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class MutantsIT {
    private final Lab lab;
    private final Seed seed = Seed.of(this);

    MutantsIT(Lab lab) {
        this.lab = lab;
    }

    private interface Scenario {
        List<Breach> run(Scenarios scenarios) throws Exception;
    }

    /** What is done wrong, and what must be seen of it. */
    enum Mistake {
        ANSWER_BEFORE_PUT(
                Invariant.I1,
                Scenarios::deathBeforeThePutArrives,
                new Mutant(
                        "collect/GroupCommit.java",
                        "            Failpoint.BEFORE_RAW_PUT.hit();\n",
                        "            tell(segment, Segment.Place::succeed);\n")),
        ADD_WHAT_WAS_SENT(
                Invariant.I3,
                Scenarios::repeatedMessages,
                new Mutant(
                        "ledger/SegmentLoader.java",
                        "        EventRows.count(connection, messages);\n",
                        "        EventRows.count(connection, messages);\n"
                                + "        Rollup.of(messages.duplicates().stream().map(d -> d.event()).toList())"
                                + ".add(connection);\n")),
        NO_FENCE(
                Invariant.FENCE,
                Scenarios::zombieBeforeItsHeir,
                new Mutant(
                        "ledger/SegmentRows.java",
                        "holders.getOrDefault(task.segment(), 0L) != task.runId()",
                        "!holders.containsKey(task.segment())")),
        DELETE_WHAT_IS_UNKNOWN(
                Invariant.I3,
                Scenarios::loadedBeforeItsPutIsUnknown,
                new Mutant(
                        "collect/Collector.java",
                        "store::put,\n                store::read,\n                contracts,\n                clock,\n"
                                + "                (sentBytes, events) -> {},",
                        """
                        (object, within) -> {
                            try {
                                store.put(object, within);
                            } catch (com.holded.pipeline.storage.StorageException unknown) {
                                store.delete(object.key());
                                throw unknown;
                            }
                        },
                        store::read,
                        contracts,
                        clock,
                        (sentBytes, events) -> {},
                        """)),
        SWALLOW_A_REJECT(
                Invariant.I1,
                Scenarios::repeatedMessages,
                new Mutant(
                        "ledger/DeadLetterRows.java",
                        "for (DeadLetter letter : deadLetters) {",
                        "for (DeadLetter letter : deadLetters.subList(1, deadLetters.size())) {")),
        LEASE_BY_OWN_CLOCK(
                Invariant.LEASE,
                Scenarios::rivalWithSkewedClock,
                new Mutant(
                        "ledger/Runs.java",
                        "now() - make_interval(secs => ?) AND %s RETURNING\"\"\"",
                        "to_timestamp(OWN_CLOCK) - make_interval(secs => ?) AND %s RETURNING\"\"\".replace(\"OWN_CLOCK\","
                                + " String.valueOf((System.currentTimeMillis() + Duration.parse("
                                + "System.getProperty(\"faults.skew\", \"PT0S\")).toMillis()) / 1000.0))"));

        private final Invariant seen;
        private final Scenario scenario;
        private final Mutant mutant;

        Mistake(Invariant seen, Scenario scenario, Mutant mutant) {
            this.seen = seen;
            this.scenario = scenario;
            this.mutant = mutant;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_mistake_is_seen(Mistake mistake) throws Exception {
        try (Bed bed = lab.bed("mutant-" + mistake.ordinal())) {
            Scenarios scenarios = new Scenarios(bed, seed, Optional.of(mistake.mutant.compile(bed.folder())));

            assertThat(mistake.scenario.run(scenarios))
                    .as("what the checker sees of " + mistake + ", " + seed)
                    .extracting(Breach::invariant)
                    .contains(mistake.seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_mistake_nothing_is_seen(Mistake mistake) throws Exception {
        try (Bed bed = lab.bed("whole-" + mistake.ordinal())) {
            assertThat(mistake.scenario.run(new Scenarios(bed, seed)))
                    .as(mistake + ", " + seed)
                    .isEmpty();
        }
    }
}
