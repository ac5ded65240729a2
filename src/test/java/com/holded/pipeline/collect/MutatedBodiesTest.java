package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.collect.ContentTypes.Form;
import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.testing.MutatedBodies;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever the bytes are: either a package, each of whose events is known by its bytes, or the caller's fault. */
class MutatedBodiesTest {
    private static final Instant NOW = Instant.parse("2026-03-05T10:12:36Z");

    private final MutatedBodies bodies = new MutatedBodies();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final PackageReader reader = new PackageReader(
            new Admission(new Contracts() {
                @Override
                public Contract current(String eventType) {
                    return Contract.bundled();
                }

                @Override
                public Contract byId(int id) {
                    return Contract.bundled();
                }
            }),
            new Settings.Collect(
                    1 << 20,
                    5 << 20,
                    Duration.ofSeconds(1),
                    1000,
                    100_000,
                    JsonText.Limits.ofDepth(64),
                    1 << 20,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    1 << 20));

    private static final Caller SENDER = new Caller("producer", Set.of(Role.PRODUCER));

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void every_body_is_a_package_or_refused(@ForAll long seed) {
        byte[] bytes = bodies.of(seed);
        Form form = seed % 2 == 0 ? Form.JSON : Form.LINES;
        try (Body body = Body.read(new ByteArrayInputStream(bytes), bytes.length, 1 << 20, budget)) {
            int end = 0;
            for (Judged event : reader.read(body, form, NOW, SENDER).events()) {
                assertThat(event.offset()).isGreaterThanOrEqualTo(end);
                end = event.offset() + event.length();
                JsonText.parse(bytes, event.offset(), event.length(), JsonText.Limits.widest());
            }
            assertThat(end).isLessThanOrEqualTo(bytes.length);
        } catch (ProblemException refused) {
            assertThat(refused.code().actor()).isEqualTo(ErrorCode.Actor.CALLER);
        }
        assertThat(budget.used()).isZero();
    }
}
