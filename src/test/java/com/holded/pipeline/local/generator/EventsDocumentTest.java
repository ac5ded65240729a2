package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.event.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/events.md shows is what the product does. */
class EventsDocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REASON = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");

    private final String document = Files.readString(Path.of("docs", "events.md"));

    EventsDocumentTest() throws IOException {}

    @Test
    void examples_are_valid_events() {
        Normaliser normaliser = new Normaliser(EventJson::parse);

        List<String> examples = groups(EXAMPLE);
        assertThat(examples).hasSize(4);
        for (String example : examples) {
            Normalised verdict =
                    normaliser.normalise(EventJson.parse(example).orElseThrow(), Instant.parse("2026-03-06T00:00:00Z"));
            assertThat(verdict).as(example).isInstanceOf(Normalised.Valid.class);
        }
    }

    @Test
    void reasons_are_all_reasons_and_no_others() {
        assertThat(groups(REASON))
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    private List<String> groups(Pattern pattern) {
        return pattern.matcher(document)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
