package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.storage.SegmentFormat.Damaged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFormatTest {
    private static final SegmentId SEGMENT = SegmentId.parse("20261122T204932123Z-a1b2c3d4e5");
    private static final PackageId PACKAGE = PackageId.of(SEGMENT, 0);

    @Test
    void the_object_of_a_segment_tells_the_digest_of_its_bytes() {
        SegmentId segment = new SegmentId(1_795_380_572_123L, 7);

        NewObject object = SegmentFormat.object(segment, "{}\n".getBytes(UTF_8));

        assertThat(object.key()).isEqualTo(Keys.rawSegment(segment));
        assertThat(object.metadata()).containsEntry("sha256", Sha256.hex(Sha256.of(object.bytes())));
    }

    @Test
    void gives_back_every_field_of_every_event() {
        List<RawEvent> events = List.of(
                event(0, "{\"a\": \"ñ € 🧾 \\n ]\"}"),
                event(
                        1,
                        "[1, null]",
                        new Violation(Reason.NOT_AN_EVENT, "", "expected an \"object\" ] \\ ñ"),
                        new Violation(Reason.BAD_ID, "/a~1b/0", "x"),
                        new Violation(Reason.SCHEMA, "/data/amount", "minimum", "too little")),
                event(2, "7", new Violation(Reason.NOT_AN_EVENT, "", "é")));

        List<RawEvent> decoded = SegmentFormat.decode(SegmentFormat.encode(events));

        assertThat(decoded).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(events);
        for (int line = 0; line < 3; line++) {
            assertThat(SegmentFormat.line(SegmentFormat.encode(events), line))
                    .map(event -> fields(event))
                    .contains(fields(events.get(line)));
        }
        assertThat(SegmentFormat.line(SegmentFormat.encode(events), 3)).isEmpty();
    }

    @Test
    void a_line_reads_as_documented() {
        byte[] object = SegmentFormat.encode(List.of(event(0, "{\"a\":1}")));

        String lines = new String(Zstd.decompress(object, (int) Zstd.getFrameContentSize(object)), UTF_8);

        assertThat(lines)
                .isEqualTo("{\"event_id\":\"" + EventId.of(SEGMENT, 0) + "\",\"package_id\":\"" + PACKAGE
                        + "\",\"ordinal\":0,\"received_at\":1795380572123,\"schema_id\":7,\"status\":\"accepted\","
                        + "\"event\":{\"a\":1}}\n");
    }

    @Test
    void an_error_reads_as_documented_and_lacks_a_keyword_when_no_schema_found_it() {
        byte[] object = SegmentFormat.encode(List.of(event(
                0,
                "{}",
                new Violation(Reason.SCHEMA, "/data/amount", "minimum", "too little"),
                new Violation(Reason.BAD_ID, "/a", "x"))));

        assertThat(new String(Zstd.decompress(object, (int) Zstd.getFrameContentSize(object)), UTF_8))
                .contains("\"errors\":[{\"reason\":\"SCHEMA\",\"pointer\":\"/data/amount\",\"keyword\":\"minimum\","
                        + "\"message\":\"too little\"},{\"reason\":\"BAD_ID\",\"pointer\":\"/a\",\"message\":\"x\"}]");
    }

    @Test
    void an_origin_stands_in_the_line_where_it_is_kept_and_nowhere_else() {
        RawEvent plain = event(0, "{\"a\":1}");
        RawEvent kept = from(new Origin("2001:db8::1", "a \"b\" \\ } ]"), event(1, "{\"a\":1}"));
        RawEvent rejected =
                from(new Origin("192.0.2.1", ""), event(2, "7", new Violation(Reason.NOT_AN_EVENT, "", "é")));

        byte[] object = SegmentFormat.encode(List.of(plain, kept, rejected));

        assertThat(SegmentFormat.decode(object)).containsExactly(plain, kept, rejected);
        assertThat(new String(Zstd.decompress(object, (int) Zstd.getFrameContentSize(object)), UTF_8)
                        .lines()
                        .toList()
                        .get(2))
                .contains(",\"schema_id\":7,\"origin\":{\"address\":\"192.0.2.1\",\"user_agent\":\"\"},\"status\":");
    }

    private static RawEvent from(Origin origin, RawEvent event) {
        return new RawEvent(
                event.id(),
                event.packageId(),
                event.ordinal(),
                event.receivedAtMillis(),
                event.schemaId(),
                event.accepted(),
                event.violations(),
                origin,
                event.event());
    }

    @Test
    void line_breaks_in_an_event_become_spaces_and_all_else_stays() {
        RawEvent pretty = event(0, "{\r\n  \"a\":\t\"x\\r\\ny\"\n}");

        List<RawEvent> decoded = SegmentFormat.decode(SegmentFormat.encode(List.of(pretty, event(1, "{}"))));

        assertThat(new String(decoded.get(0).event(), UTF_8)).isEqualTo("{    \"a\":\t\"x\\r\\ny\" }");
    }

    @Test
    void lines_of_any_size_fit() {
        List<RawEvent> events = new ArrayList<>();
        for (int line = 0; line < 200; line++) {
            events.add(event(line, "\"" + "x".repeat(line * line) + "\""));
        }
        events.add(event(
                200, "\"" + "y".repeat(3_000_000) + "\"", new Violation(Reason.BAD_TYPE, "", "z".repeat(99_999))));

        assertThat(fields(SegmentFormat.decode(SegmentFormat.encode(events)))).isEqualTo(fields(events));
    }

    @Test
    void a_flipped_bit_is_damage_unless_nothing_hangs_on_it() {
        List<RawEvent> events = List.of(event(0, "{\"a\":1}"), event(1, "{\"b\":2}"));
        byte[] object = SegmentFormat.encode(events);
        int harmless = 0;

        for (int bit = 0; bit < object.length * 8; bit++) {
            byte[] flipped = object.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(fields(SegmentFormat.decode(flipped)))
                        .as("bit %s", bit)
                        .isEqualTo(fields(events));
                harmless++;
            } catch (Damaged expected) {
                assertThat(expected).hasMessageContaining("zstd");
            }
        }

        assertThat(harmless).as("a frame has a few bits that mean nothing").isLessThan(10);
    }

    @Test
    void a_cut_object_is_damage() {
        byte[] object = SegmentFormat.encode(List.of(event(0, "{\"a\":1}")));

        for (int length = 0; length < object.length; length++) {
            byte[] cut = Arrays.copyOf(object, length);

            assertThatThrownBy(() -> SegmentFormat.decode(cut)).isInstanceOf(Damaged.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}\n",
                "\n",
                "x",
                "$0\n$0\n",
                "$1\n",
                "$0",
                "$0\r\n",
                "$0\n\n",
                "$0\n{\"event_id\":\"01",
                "$0\n$other\n",
                "$0\n $1\n"
            })
    void lines_that_nobody_wrote_are_damage(String lines) {
        String text = lines.replace("$0", line(SEGMENT, 0))
                .replace("$1", line(SEGMENT, 1))
                .replace("$other", line(SegmentId.parse("20261122T204932124Z-a1b2c3d4e5"), 1));

        assertThatThrownBy(() -> SegmentFormat.decode(SegmentFormat.compress(text.getBytes(UTF_8))))
                .isInstanceOf(Damaged.class);
    }

    @Test
    void fields_that_nobody_wrote_are_damage() {
        String good = line(SEGMENT, 0);
        List<String> bad = List.of(
                good.replace("\"ordinal\":0", "\"ordinal\":"),
                good.replace("\"ordinal\":0", "\"ordinal\":-1"),
                good.replace("\"ordinal\":0", "\"ordinal\":99999999999"),
                good.replace("\"schema_id\":7", "\"schema_id\":x"),
                good.replace("accepted", "maybe"),
                good.replace("\"status\":\"accepted\"", "\"status\":\"rejected\",\"errors\":[]"),
                good.replace("\"status\":\"accepted\"", "\"status\":\"rejected\",\"errors\":[1]"),
                good.replace("\"status\":\"accepted\"", "\"status\":\"rejected\",\"errors\":[\"]"),
                good.replace(
                        "\"status\":\"accepted\"",
                        "\"status\":\"rejected\",\"errors\":[{\"reason\":\"NONE\",\"pointer\":\"\",\"message\":\"\"}]"),
                good.replace("\"package_id\":\"", "\"package_id\":\"X"),
                good.toUpperCase(Locale.ROOT),
                good.replace("{\"a\":1}", ""));

        for (String line : bad) {
            assertThatThrownBy(() -> SegmentFormat.decode(SegmentFormat.compress((line + "\n").getBytes(UTF_8))))
                    .as(line)
                    .isInstanceOf(Damaged.class);
        }
    }

    @Test
    void keys_name_the_utc_day_of_the_segment_and_lead_back_to_it() {
        String raw = Keys.rawSegment(SEGMENT);

        assertThat(raw).isEqualTo("raw-events/2026/11/22/20261122T204932123Z-a1b2c3d4e5.ndjson.zst");
        assertThat(Keys.segmentOf(raw)).contains(SEGMENT);
        assertThat(Keys.enriched(SEGMENT, "0.1.0"))
                .isEqualTo("events/2026/11/22/20261122T204932123Z-a1b2c3d4e5-0.1.0.ndjson.zst");
        assertThat(Keys.deadLetters(SEGMENT)).isEqualTo("dead-letter/2026/11/22/20261122T204932123Z-a1b2c3d4e5.ndjson");
        assertThatThrownBy(() -> Keys.enriched(SEGMENT, "../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copies_of_the_registry_sort_by_their_version_and_lead_back_to_it() {
        assertThat(Keys.registryCopy(9)).isLessThan(Keys.registryCopy(10)).startsWith("registry/");
        assertThat(Keys.registryVersion(Keys.registryCopy(1_234))).hasValue(1_234);
        assertThat(Keys.registryVersion("registry/12.json.zst")).isEmpty();
        assertThat(Keys.registryVersion("registry/notes.txt")).isEmpty();
        assertThat(Keys.replays(17, "ab")).isEqualTo("replays/0000000000000000017-ab.ndjson.zst");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "raw-events/",
                ".ndjson.zst",
                "raw-events/2026/11/23/20261122T204932123Z-a1b2c3d4e5.ndjson.zst",
                "raw-events/20261122T204932123Z-a1b2c3d4e5.ndjson.zst",
                "events/2026/11/22/20261122T204932123Z-a1b2c3d4e5.ndjson.zst",
                "raw-events/2026/11/22/20261122T204932123Z-a1b2c3d4e5.ndjson",
                "raw-events/2026/11/22/x.ndjson.zst"
            })
    void a_key_of_another_make_leads_to_no_segment(String key) {
        assertThat(Keys.segmentOf(key)).isEmpty();
    }

    private static List<List<Object>> fields(List<RawEvent> events) {
        return events.stream().map(event -> fields(event)).toList();
    }

    private static List<Object> fields(RawEvent event) {
        return List.of(
                event.id(),
                event.packageId(),
                event.ordinal(),
                event.receivedAtMillis(),
                event.schemaId(),
                event.accepted(),
                event.violations(),
                new String(event.event(), UTF_8));
    }

    private static String line(SegmentId segment, int line) {
        LineWriter writer = new LineWriter(64);
        byte[] event = "{\"a\":1}".getBytes(UTF_8);
        writer.line(
                EventId.of(segment, line).value(),
                PACKAGE.value(),
                line,
                SEGMENT.openedAtMillis(),
                7,
                List.of(),
                event,
                0,
                event.length);
        String text = new String(writer.toBytes(), UTF_8);
        return text.substring(0, text.length() - 1);
    }

    private static RawEvent event(int line, String json, Violation... violations) {
        return new RawEvent(
                EventId.of(SEGMENT, line),
                PACKAGE.value(),
                line,
                SEGMENT.openedAtMillis(),
                7,
                violations.length == 0,
                List.of(violations),
                json.getBytes(UTF_8));
    }
}
