package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.schema.Admission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final int CURRENT = 7;
    private static final int FORGOTTEN = 8;
    private static final int OUT_OF_REACH = 9;

    private final Admission admission = new Admission(new SomeContracts());

    @Test
    void an_event_that_keeps_the_contract_is_admitted_under_it() {
        Verdict verdict = admission.judge(parsed(event("\"m\"")), RECEIVED);

        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        assertThat(verdict.schemaId()).isEqualTo(CURRENT);
    }

    @Test
    void an_event_under_a_contract_that_the_registry_forgot_is_judged_by_the_one_that_holds() {
        Verdict verdict = admission.judge(parsed(event("\"m\"")), RECEIVED, FORGOTTEN);

        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        assertThat(verdict.schemaId()).isEqualTo(CURRENT);
    }

    @Test
    void an_outage_of_the_registry_is_never_a_verdict() {
        assertThatThrownBy(() -> admission.judge(parsed(event("\"m\"")), RECEIVED, OUT_OF_REACH))
                .isInstanceOfSatisfying(RegistryException.class, failure -> assertThat(failure.isOutage())
                        .isTrue());
    }

    @Test
    void reasons_can_be_stored_whatever_the_event_holds() {
        Verdict verdict = admission.judge(parsed("{\"a\\u0000b\":\"\\ud800\"}"), RECEIVED);

        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(((Verdict.Refused) verdict).violations())
                .extracting(Violation::pointer)
                .noneMatch(pointer -> pointer.indexOf('\0') >= 0);
    }

    private static String event(String messageId) {
        return "{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":1772705555000,\"event_id\":" + messageId + "}";
    }

    private static JsonText.Parsed parsed(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return JsonText.parse(utf8, 0, utf8.length, JsonText.Limits.ofDepth(64));
    }

    /** One contract that holds, one id that is unknown, one that cannot be asked for. */
    private static final class SomeContracts implements Contracts {
        @Override
        public Contract current(String eventType) {
            return Contract.compile(CURRENT, Contract.bundledText());
        }

        @Override
        public Contract byId(int id) {
            if (id == OUT_OF_REACH) {
                throw new RegistryException(RegistryError.STORE, "out of reach");
            }
            throw RegistryException.schemaNotFound(String.valueOf(id));
        }
    }
}
