package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.ContextRules;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The generator's truth and the product's verdict come from different heads and must be the same, event by event. The
 * end-to-end test compares their sums; this one says which event they differ on.
 */
class ProductAgreementTest {
    private static final Instant UNTIL = Instant.parse("2026-03-10T00:00:00Z");

    private final Normaliser normaliser = new Normaliser(EventJson::parse);
    private final ContextRules rules = ContextRules.shipped();

    @Test
    void product_and_generator_say_the_same_of_every_event() {
        new EventStream(new Generation(20_000, 23, 40, UNTIL))
                .forEachRemaining(elements -> elements.forEach(this::compare));
    }

    private void compare(Element element) {
        Normalised verdict =
                normaliser.normalise(EventJson.parse(element.json()).orElseThrow(), UNTIL);
        if (element instanceof Element.Faulty faulty) {
            assertThat(verdict).as(element.json()).isInstanceOf(Normalised.Invalid.class);
            assertThat(((Normalised.Invalid) verdict).violations())
                    .as(element.json())
                    .hasSize(1)
                    .allMatch(violation ->
                            violation.reason().name().equals(faulty.fault().reason()));
            return;
        }
        assertThat(verdict).as(element.json()).isInstanceOf(Normalised.Valid.class);
        Truth truth = element instanceof Element.Fresh fresh ? fresh.truth() : ((Element.Redelivered) element).truth();
        BusinessEvent event = ((Normalised.Valid) verdict).event();
        assertThat(event.eventType()).isEqualTo(truth.type().name());
        assertThat(event.companyId()).isEqualTo(truth.company().id());
        assertThat(event.occurredAt()).as(element.json()).isEqualTo(truth.at());
        assertThat(event.messageId().orElse("")).isEqualTo(truth.messageId());
        assertThat(event.amount().isPresent()).isEqualTo(truth.charge().present());
        event.amount().ifPresent(amount -> assertThat(amount)
                .isEqualByComparingTo(truth.charge().amount()));
        assertThat(event.currency()).isEqualTo(truth.charge().currency());
        assertThat(rules.classify(event.eventType()).label())
                .as(event.eventType())
                .isEqualTo(truth.type().context());
    }
}
