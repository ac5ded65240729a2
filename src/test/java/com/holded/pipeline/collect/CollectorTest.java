package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.OwnLimits;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.Origin;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CollectorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:49:32.123Z");
    private static final Caller SENDER = new Caller("producer", Set.of(Role.PRODUCER));
    private static final String JSON = "application/json";
    private static final String GOOD = "{\"event_type\":\"INVOICE_PAID\",\"company_id\":\"company_003\","
            + "\"user_id\":\"user_1\",\"timestamp\":1772705555000,\"amount\":12.50}";

    private final FakeStorage storage = new FakeStorage();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final Collector collector = collector(1 << 20);

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void answers_each_event_of_a_mixed_package_in_its_place() {
        Json answer = collect("[" + GOOD + ",1," + GOOD + ",{\"a\":1}]");

        List<RawEvent> stored = storage.events();
        assertThat(text(answer, "package_id"))
                .isEqualTo(stored.get(0).packageId().toString());
        assertThat(results(answer))
                .extracting(result -> text(result, "event_id"))
                .containsExactlyElementsOf(
                        stored.stream().map(event -> event.id().toString()).toList());
        assertThat(statuses(answer)).containsExactly("accepted", "rejected", "accepted", "rejected");
        assertThat(results(answer))
                .extracting(result -> FakeStorage.member(result, "timestamp"))
                .containsOnly(new Json.Num(String.valueOf(NOW.toEpochMilli())));
        assertThat(reasons(answer, 1)).containsExactly("NOT_AN_EVENT");
        assertThat(results(answer).get(0).asObject().orElseThrow().member("errors"))
                .isEmpty();
        assertThat(number(answer, "total_processed")).isEqualTo("4");
        assertThat(number(answer, "accepted")).isEqualTo("2");
        assertThat(number(answer, "rejected")).isEqualTo("2");
        assertThat(stored).extracting(RawEvent::accepted).containsExactly(true, false, true, false);
        assertThat(accepted).hasValue(2);
        assertThat(rejected).hasValue(2);
        assertThat(sentBytes).hasValue(("[" + GOOD + ",1," + GOOD + ",{\"a\":1}]").length());
    }

    @Test
    void stores_each_event_byte_for_byte() {
        String odd =
                "{ \"event_type\" : \"A\\u0042\",\t\"company_id\":\"c\",\"user_id\":\"ü\",\"x\":\"ñ€🧾\\n\",\"n\":1.10 }";

        collect("[" + odd + " ,\n  " + GOOD + "\n]");

        assertThat(storage.events())
                .extracting(event -> new String(event.event(), UTF_8))
                .containsExactly(odd, GOOD);
    }

    @Test
    void a_single_event_is_a_package_of_one() {
        assertThat(statuses(collect(GOOD))).containsExactly("accepted");
    }

    @Test
    void an_empty_array_is_a_package_without_events() {
        Json first = collect("[]");
        Json second = collect("[ ]");

        assertThat(results(first)).isEmpty();
        assertThat(number(first, "total_processed")).isEqualTo("0");
        assertThat(text(first, "package_id")).isNotEqualTo(text(second, "package_id"));
        assertThat(storage.objects).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_stripped() {
        assertThat(statuses(collect("\uFEFF[" + GOOD + "]"))).containsExactly("accepted");
        assertThat(new String(storage.events().get(0).event(), UTF_8)).isEqualTo(GOOD);
    }

    @Test
    void lines_are_taken_as_events() {
        Json answer = collect((GOOD + "\n3\r\n\n" + GOOD).getBytes(UTF_8), "application/x-ndjson", "");

        assertThat(statuses(answer)).containsExactly("accepted", "rejected", "accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "'', EMPTY_BODY",
        "'   ', EMPTY_BODY",
        "{, MALFORMED_JSON",
        "'[{}', MALFORMED_JSON",
        "{}x, MALFORMED_JSON",
        "{}{}, MALFORMED_JSON",
        "NaN, MALFORMED_JSON",
        "[NaN], MALFORMED_JSON",
        "null, NOT_AN_EVENT",
        "true, NOT_AN_EVENT",
        "3, NOT_AN_EVENT",
        "\"x\", NOT_AN_EVENT"
    })
    void a_body_that_is_no_package_is_refused_as_a_whole(String body, ErrorCode code) {
        assertThat(refused(body).code()).isEqualTo(code);
        assertThat(refused("[" + GOOD + "," + GOOD + "]" + "x").code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        assertThat(storage.objects).isEmpty();
    }

    @Test
    void every_cut_of_a_body_is_refused() {
        String body = "[" + GOOD + "]";
        for (int length = 1; length < body.length(); length++) {
            assertThat(refused(body.substring(0, length)).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        }
        assertThat(storage.objects).isEmpty();
    }

    @Test
    void a_bad_event_spoils_no_other_wherever_it_stands() {
        for (int place : new int[] {0, 500, 999}) {
            String[] events = new String[1000];
            Arrays.fill(events, GOOD);
            events[place] = "{\"event_type\":1e999}";

            Json answer = collect("[" + String.join(",", events) + "]");

            assertThat(number(answer, "rejected")).isEqualTo("1");
            assertThat(statuses(answer).get(place)).isEqualTo("rejected");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1e400, NUMBER_RANGE",
        "1e131071, NUMBER_RANGE",
        "1e-400000000, NUMBER_RANGE",
        "99999999999999999999999999999999999999999, NUMBER_RANGE",
        "'\"12,50\"', BAD_TYPE",
        "true, BAD_TYPE",
        "{}, BAD_TYPE"
    })
    void an_amount_that_is_none_rejects_its_event(String amount, String reason) {
        Json answer = collect("[" + GOOD.replace("12.50", amount) + "," + GOOD + "]");

        assertThat(statuses(answer)).containsExactly("rejected", "accepted");
        assertThat(reasons(answer, 0)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-1", "0.00001", "100000000000000", "\"12.50\"", "9007199254740993"})
    void an_amount_is_taken_exactly(String amount) {
        assertThat(statuses(collect(GOOD.replace("12.50", amount)))).containsExactly("accepted");
    }

    @Test
    void what_cannot_be_kept_rejects_its_event_with_a_pointer_that_can() {
        Json answer = collect("[" + event("\"x\":\"\\u0000\"") + "," + event("\"\\ud800\":1") + ","
                + event("\"d\":{\"a\":1,\"a\":2}") + "," + event("\"s\":\"" + "x".repeat(65_537) + "\"") + "," + GOOD
                + "]");

        assertThat(statuses(answer)).containsExactly("rejected", "rejected", "rejected", "rejected", "accepted");
        assertThat(reasons(answer, 0)).containsExactly("BAD_CHARACTER");
        assertThat(reasons(answer, 1)).containsExactly("BAD_CHARACTER");
        assertThat(reasons(answer, 2)).containsExactly("DUPLICATE_KEY");
        assertThat(reasons(answer, 3)).containsExactly("STRING_TOO_LONG");
        assertThat(storage.events().get(2).violations())
                .extracting(Violation::pointer)
                .containsExactly("/d/a");
        assertThat(storage.events())
                .extracting(event -> event.event().length)
                .as("kept as it was sent")
                .element(3)
                .isEqualTo(event("\"s\":\"" + "x".repeat(65_537) + "\"").length());
    }

    @Test
    void an_event_that_is_too_large_is_rejected_and_kept() {
        String large = event("\"l\":[" + "\"" + "x".repeat(60_000) + "\"," + "\"" + "y".repeat(60_000) + "\"]");

        Json answer = collect("[" + large + "," + GOOD + "]");

        assertThat(statuses(answer)).containsExactly("rejected", "accepted");
        assertThat(reasons(answer, 0)).containsExactly(Reason.EVENT_TOO_LARGE.name());
        assertThat(new String(storage.events().get(0).event(), UTF_8)).isEqualTo(large);
    }

    @Test
    void more_events_than_a_package_may_have_are_refused() {
        assertThat(refused("[" + "1,".repeat(1000) + "1]").code()).isEqualTo(ErrorCode.TOO_MANY_EVENTS);
        assertThat(refused("[" + "1,".repeat(200_000) + "1]").code()).isEqualTo(ErrorCode.TOO_MANY_EVENTS);
        assertThat(number(collect("[" + "1,".repeat(999) + "1]"), "rejected")).isEqualTo("1000");
    }

    @Test
    void nesting_beyond_the_limit_is_refused() {
        assertThat(refused("[".repeat(65)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(refused("[".repeat(400_000)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(refused(event("\"d\":" + "[".repeat(70) + "]".repeat(70))).code())
                .isEqualTo(ErrorCode.TOO_DEEP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/json ; Charset=utf8; x=y",
                "application/vnd.holded.event+json",
                "application/cloudevents-batch+JSON"
            })
    void json_is_taken_under_each_of_its_names(String contentType) {
        assertThat(statuses(collect(GOOD.getBytes(UTF_8), contentType, ""))).containsExactly("accepted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "text/json",
                "application/xml",
                "application/jsonx",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "application/json, text/plain",
                "*/*",
                "json",
                "application/json; charset=utf-8; charset=latin1"
            })
    void other_types_are_not_supported(String contentType) {
        assertThat(refused(GOOD.getBytes(UTF_8), contentType, "").code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void other_character_sets_are_not_supported() {
        for (Charset charset : List.of(UTF_16LE, UTF_16BE, Charset.forName("UTF-32LE"), Charset.forName("UTF-32BE"))) {
            assertThat(refused(GOOD.getBytes(charset), JSON, "").code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            assertThat(refused(("\uFEFF" + GOOD).getBytes(charset), JSON, "").code())
                    .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        assertThat(refused("{\"a\":\"ñ\"}".getBytes(ISO_8859_1), JSON, "").code())
                .isEqualTo(ErrorCode.BAD_UTF8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", " x-gzip "})
    void gzip_is_undone(String encoding) {
        assertThat(statuses(collect(gzip(GOOD), JSON, encoding))).containsExactly("accepted");
    }

    @Test
    void zstd_and_identity_are_undone() {
        assertThat(statuses(collect(Zstd.compress(GOOD.getBytes(UTF_8)), JSON, "zstd")))
                .containsExactly("accepted");
        assertThat(statuses(collect(GOOD.getBytes(UTF_8), JSON, "identity"))).containsExactly("accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "gzip,zstd", "x", "compress"})
    void other_encodings_are_not_supported(String encoding) {
        assertThat(refused(gzip(GOOD), JSON, encoding).code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void a_body_that_was_encoded_twice_is_not_supported() {
        assertThat(refused(gzip(gzip(GOOD)), JSON, "gzip").code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void a_broken_encoding_is_refused() {
        for (String encoding : List.of("gzip", "zstd")) {
            byte[] whole = encoding.equals("gzip") ? gzip(GOOD) : Zstd.compress(GOOD.getBytes(UTF_8));
            for (int length = 0; length < whole.length; length++) {
                ErrorCode code =
                        refused(Arrays.copyOf(whole, length), JSON, encoding).code();
                assertThat(code)
                        .as("%s cut at %s", encoding, length)
                        .isIn(ErrorCode.BAD_ENCODING, ErrorCode.EMPTY_BODY);
                assertThat(code == ErrorCode.EMPTY_BODY).isEqualTo(length == 0 && encoding.equals("zstd"));
            }
            assertThat(refused(Arrays.copyOf(whole, whole.length + 1), JSON, encoding)
                            .code())
                    .as("%s with a byte behind", encoding)
                    .isEqualTo(ErrorCode.BAD_ENCODING);
            assertThat(refused(GOOD.getBytes(UTF_8), JSON, encoding).code()).isEqualTo(ErrorCode.BAD_ENCODING);
        }
        byte[] wrongChecksum = gzip(GOOD);
        wrongChecksum[wrongChecksum.length - 6] ^= 1;
        assertThat(refused(wrongChecksum, JSON, "gzip").code()).isEqualTo(ErrorCode.BAD_ENCODING);
    }

    @Test
    void a_bomb_is_refused_at_the_limit() {
        byte[] zeros = new byte[20 << 20];

        assertThat(refused(gzip(zeros), JSON, "gzip").code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(refused(Zstd.compress(zeros), JSON, "zstd").code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void a_body_beyond_the_limit_is_refused_before_it_is_read_when_its_length_is_told() {
        InputStream unread = new Scripted() {
            @Override
            int next() {
                throw new AssertionError("read");
            }
        };

        assertThat(refused(unread, 2L << 30).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void a_body_of_untold_length_is_read_to_the_limit_and_no_further() {
        AtomicLong read = new AtomicLong();
        InputStream endless = new Scripted() {
            @Override
            int next() {
                read.incrementAndGet();
                return ' ';
            }
        };

        assertThat(refused(endless, -1).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(read.get()).isLessThan((1 << 20) + 2);
        assertThat(statuses(collect("[" + GOOD + " ".repeat((1 << 20) - GOOD.length() - 2) + "]")))
                .hasSize(1);
    }

    @Test
    void a_body_that_breaks_off_is_refused() {
        InputStream broken = new Scripted() {
            @Override
            int next() throws IOException {
                throw new IOException("reset by peer");
            }
        };

        assertThat(refused(broken, 10).code()).isEqualTo(ErrorCode.BAD_ENCODING);
    }

    @Test
    void a_refused_body_gives_its_room_back() {
        Collector small = collector(1 << 20);
        String body = "[" + " ".repeat(600_000) + "x]";
        for (int round = 0; round < 10; round++) {
            assertThat(problem(() -> small.collect(submission(in(body.getBytes(UTF_8)), JSON, "", -1, SENDER))
                                    .join())
                            .code())
                    .isEqualTo(ErrorCode.MALFORMED_JSON);
        }
        small.close();
    }

    @Test
    void nothing_is_accepted_while_storage_is_down() {
        storage.failure = StorageException.Kind.UNAVAILABLE;

        assertThat(refused(GOOD).code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(accepted).hasValue(0);
    }

    @Test
    void the_same_message_twice_is_answered_twice() {
        Json answer = collect("[" + GOOD + "," + GOOD + "]");

        assertThat(statuses(answer)).containsExactly("accepted", "accepted");
        assertThat(results(answer))
                .extracting(result -> text(result, "event_id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void events_of_every_form_pass_the_same_door() throws IOException {
        for (String form : List.of("form-a", "form-b", "form-b-minimal", "form-c", "flat", "package-mixed")) {
            try (InputStream sample = CollectorTest.class.getResourceAsStream("/events/good/" + form + ".json")) {
                assertThat(sample).as(form).isNotNull();
                assertThat(statuses(collect(sample.readAllBytes(), JSON, "")))
                        .as(form)
                        .containsOnly("accepted");
            }
        }
    }

    private Collector collector(int inFlightBytes) {
        Settings.Collect settings = new Settings.Collect(
                1 << 20,
                5 << 20,
                Duration.ofSeconds(30),
                1000,
                100_000,
                JsonText.Limits.ofDepth(64),
                1 << 20,
                Duration.ofMillis(2),
                Duration.ofMillis(2),
                Math.max(inFlightBytes, 16 << 20));
        return new Collector(
                settings,
                Duration.ofMillis(2500),
                storage,
                storage::read,
                new Contracts() {
                    @Override
                    public Contract current(String eventType) {
                        return Contract.bundled();
                    }

                    @Override
                    public Contract byId(int id) {
                        return Contract.bundled();
                    }
                },
                Clock.fixed(NOW, ZoneOffset.UTC),
                (sent, events) -> {
                    sentBytes.addAndGet(sent);
                    long good = events.stream()
                            .filter(JudgedPackage.Judged::accepted)
                            .count();
                    accepted.addAndGet(good);
                    rejected.addAndGet(events.size() - good);
                },
                SegmentTally.NONE);
    }

    @Test
    void event_of_another_company_than_the_key_is_rejected_and_the_rest_is_kept() {
        Caller bound = new Caller("k", Set.of(Role.PRODUCER), "company_003", OwnLimits.NONE);
        String foreign = GOOD.replace("company_003", "company_004");
        String foreignAndWrong = foreign.replace("12.50", "true");
        byte[] body = ("[" + GOOD + "," + foreign + "," + foreignAndWrong + ",7]").getBytes(UTF_8);

        collector.collect(submission(in(body), JSON, "", body.length, bound)).join();

        assertThat(storage.events())
                .extracting(event -> event.violations().stream()
                        .map(violation -> violation.reason().name())
                        .toList())
                .containsExactly(
                        List.of(),
                        List.of("FORBIDDEN_COMPANY"),
                        List.of("FORBIDDEN_COMPANY", "BAD_TYPE"),
                        List.of("NOT_AN_EVENT"));
    }

    private static Submission submission(
            InputStream body, String contentType, String encoding, long length, Caller sender) {
        return new Submission(
                body, contentType, encoding, length, List.of(), sender, Allowance.UNLIMITED, Origin.NOT_KEPT);
    }

    private Json collect(String body) {
        return collect(body.getBytes(UTF_8), JSON, "");
    }

    private Json collect(byte[] body, String contentType, String encoding) {
        byte[] answer = collector
                .collect(submission(in(body), contentType, encoding, body.length, SENDER))
                .join();
        return JsonText.parse(answer, 0, answer.length, JsonText.Limits.ofDepth(8))
                .value();
    }

    private ProblemException refused(String body) {
        return refused(body.getBytes(UTF_8), JSON, "");
    }

    private ProblemException refused(byte[] body, String contentType, String encoding) {
        return problem(() -> collect(body, contentType, encoding));
    }

    private ProblemException refused(InputStream body, long announced) {
        return problem(() ->
                collector.collect(submission(body, JSON, "", announced, SENDER)).join());
    }

    private static ProblemException problem(ThrowableAssert.ThrowingCallable work) {
        Throwable failure = catchThrowable(work);
        Throwable problem = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        assertThat(problem).isInstanceOf(ProblemException.class);
        return (ProblemException) Objects.requireNonNull(problem);
    }

    /** A body that comes byte by byte. */
    private abstract static class Scripted extends InputStream {
        abstract int next() throws IOException;

        @Override
        public int read() throws IOException {
            return next();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) next();
            return 1;
        }
    }

    private static InputStream in(byte[] body) {
        return new ByteArrayInputStream(body);
    }

    private static String event(String member) {
        return GOOD.substring(0, GOOD.length() - 1) + "," + member + "}";
    }

    private static byte[] gzip(String text) {
        return gzip(text.getBytes(UTF_8));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static List<Json> results(Json answer) {
        return ((Json.Arr) FakeStorage.member(answer, "results")).elements();
    }

    private static List<String> statuses(Json answer) {
        return results(answer).stream().map(result -> text(result, "status")).toList();
    }

    private static List<String> reasons(Json answer, int place) {
        Json.Arr errors = (Json.Arr) FakeStorage.member(results(answer).get(place), "errors");
        return errors.elements().stream().map(error -> text(error, "reason")).toList();
    }

    private static String text(Json object, String name) {
        return FakeStorage.member(object, name).asText().orElseThrow();
    }

    private static String number(Json object, String name) {
        return FakeStorage.member(object, name).asNumber().orElseThrow();
    }
}
