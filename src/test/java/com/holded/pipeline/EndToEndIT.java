package com.holded.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.local.generator.Amounts;
import com.holded.pipeline.local.generator.EventFile;
import com.holded.pipeline.local.generator.EventSender;
import com.holded.pipeline.local.generator.Expected;
import com.holded.pipeline.local.generator.Generation;
import com.holded.pipeline.local.generator.RetryPolicy;
import com.holded.pipeline.local.generator.SendResult;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Sql;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A generated file goes the whole way through the real product, and everything that comes out is compared, to the last
 * event and cent, with what the generator knows of it. The generator shares no code with the pipeline.
 */
class EndToEndIT {
    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;
    private static Bucket bucket;
    private static Expected expected;
    private static SendResult sent;
    private static JsonNode run;

    @BeforeAll
    static void send_and_process_a_generated_file() throws Exception {
        platform = LocalPlatform.start(
                LocalPlatform.Options.forTests(folder.resolve("data")).with(Setting.JOB_SCHEDULE, "PT0S"));
        client = new Client(platform);
        sql = new Sql(platform);
        bucket = new Bucket(platform);
        Path file = folder.resolve("events.ndjson");
        Generation generation = new Generation(3_000, 20_261_122, 40, Instant.parse("2026-11-22T00:00:00Z"));
        expected = EventFile.write(generation, file, done -> {});
        sent = new EventSender(platform.service(), new Secret(""), 4, RetryPolicy.DEFAULT)
                .send(file, EventSender.AS_THEY_STAND, answer -> {});
        run = client.runJob();
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void the_door_answers_each_event_as_it_should() {
        assertThat(sent.problems()).isEmpty();
        assertThat(sent.sent()).isEqualTo(expected.sent());
        assertThat(sent.accepted()).isEqualTo(expected.accepted());
        assertThat(sent.rejectedByReason()).isEqualTo(expected.rejectedByReason());
    }

    @Test
    void the_run_accounts_for_every_event() {
        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(run.path("events").asLong()).isEqualTo(expected.sent());
        assertThat(run.path("loaded").asLong()).isEqualTo(expected.loaded());
        assertThat(run.path("duplicates").asLong()).isEqualTo(expected.duplicates());
        assertThat(run.path("conflicts").asLong()).isZero();
        assertThat(run.path("dead_letters").asLong()).isEqualTo(expected.rejected());
    }

    @Test
    void rows_equal_the_expectation_by_company_type_context_and_day() {
        assertThat(sql.counts("SELECT company_id, count(*) FROM business_events GROUP BY 1"))
                .isEqualTo(map(expected.byCompany(), Expected.OfCompany::events));
        assertThat(sql.counts("SELECT event_type, count(*) FROM business_events GROUP BY 1"))
                .isEqualTo(map(expected.byType(), Expected.OfType::events));
        assertThat(sql.counts("SELECT business_context, count(*) FROM business_events GROUP BY 1"))
                .isEqualTo(expected.byContext());
        assertThat(sql.counts("SELECT business_day, count(*) FROM business_events GROUP BY 1"))
                .isEqualTo(map(byText(expected.byDay()), count -> count));
        assertThat(sql.counts("SELECT reason, count(*) FROM dead_letters GROUP BY 1"))
                .isEqualTo(expected.rejectedByReason());
    }

    @Test
    void amounts_are_exact_in_rows_and_rollup() {
        for (Map.Entry<String, Amounts> currency : expected.amounts().entrySet()) {
            Amounts amounts = currency.getValue();
            List<String> expectedSums = List.of(amounts.count() + "|" + plain(amounts.sum()) + "|"
                    + amounts.refundCount() + "|" + plain(amounts.refundSum()));

            assertThat(sql.rows(
                            "SELECT count(amount), trim_scale(coalesce(sum(amount), 0)),"
                                    + " count(*) FILTER (WHERE amount < 0),"
                                    + " trim_scale(coalesce(sum(amount) FILTER (WHERE amount < 0), 0))"
                                    + " FROM business_events WHERE currency = ?",
                            currency.getKey()))
                    .isEqualTo(expectedSums);
            assertThat(sql.rows(
                            "SELECT sum(amount_count), trim_scale(sum(amount_sum)), sum(refund_count),"
                                    + " trim_scale(sum(refund_sum)) FROM daily_rollup WHERE currency = ?",
                            currency.getKey()))
                    .isEqualTo(expectedSums);
        }
    }

    @Test
    void the_analytics_views_equal_the_expectation() {
        assertThat(sql.rows("SELECT company_id, total_events, last_event_timestamp, days_active FROM company_analytics"
                        + " ORDER BY company_id COLLATE \"C\""))
                .isEqualTo(expected.byCompany().entrySet().stream()
                        .map(company ->
                                company.getKey() + "|" + company.getValue().events() + "|"
                                        + company.getValue().lastAt().toEpochMilli() + "|"
                                        + company.getValue().daysActive())
                        .toList());
        assertThat(sql.rows("SELECT event_type, business_context, total_count, unique_companies, first_occurrence,"
                        + " last_occurrence FROM event_type_summary ORDER BY event_type COLLATE \"C\""))
                .isEqualTo(expected.byType().entrySet().stream()
                        .map(type -> type.getKey() + "|" + type.getValue().context() + "|"
                                + type.getValue().events() + "|"
                                + type.getValue().companies() + "|"
                                + type.getValue().firstAt().toEpochMilli() + "|"
                                + type.getValue().lastAt().toEpochMilli())
                        .toList());
    }

    @Test
    void the_object_store_holds_every_event_raw_and_enriched_or_dead() {
        assertThat(bucket.lines("raw-events/")).hasSize((int) expected.sent());
        assertThat(ids(bucket.lines("events/"), "/metadata/eventId"))
                .containsExactlyInAnyOrderElementsOf(sql.rows(
                        "SELECT event_id FROM business_events UNION ALL SELECT event_id FROM duplicate_events"));
        assertThat(ids(bucket.lines("dead-letter/"), "/event_id"))
                .containsExactlyInAnyOrderElementsOf(sql.rows("SELECT event_id FROM dead_letters"));
        assertThat(bucket.keys("events/"))
                .containsExactlyElementsOf(sql.rows("SELECT enriched_key FROM raw_segments"
                        + " WHERE enriched_key IS NOT NULL ORDER BY enriched_key COLLATE \"C\""));
    }

    @Test
    void the_company_csv_equals_the_expectation_to_the_cent() throws IOException {
        SortedMap<String, Long> events = new TreeMap<>();
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        for (NamedCsvRecord row : csv("/reports/company-analytics.csv?lang=en")) {
            events.merge(row.getField("Company"), Long.parseLong(row.getField("Events")), Long::sum);
            sums.merge(
                    row.getField("Company") + " " + row.getField("Currency"),
                    new BigDecimal(row.getField("Total amount")),
                    BigDecimal::add);
        }

        assertThat(events).isEqualTo(map(expected.byCompany(), Expected.OfCompany::events));
        expected.byCompany().forEach((company, of) -> of.amounts()
                .forEach((currency, amounts) -> assertThat(sums.get(company + " " + currency))
                        .as(company + " " + currency)
                        .isEqualByComparingTo(amounts.sum())));
    }

    @Test
    void the_event_type_csv_equals_the_expectation() throws IOException {
        List<String> rows = new ArrayList<>();
        for (NamedCsvRecord row : csv("/reports/event-type-summary.csv?lang=en")) {
            rows.add(row.getField("Event type") + "|" + row.getField("Context") + "|" + row.getField("Events") + "|"
                    + row.getField("Companies"));
        }

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(expected.byType().entrySet().stream()
                        .map(type -> type.getKey() + "|" + type.getValue().context() + "|"
                                + type.getValue().events() + "|"
                                + type.getValue().companies())
                        .toList());
    }

    @Test
    void both_pdfs_print_every_row_and_the_totals_of_the_csv() throws IOException {
        String companies = pdf("/reports/company-analytics.pdf?lang=en");
        String types = pdf("/reports/event-type-summary.pdf?lang=en");
        String total = String.format(Locale.UK, "%,d", expected.loaded());

        assertThat(companies).contains(expected.byCompany().keySet()).contains(total);
        assertThat(types).contains(total);
        expected.byType().keySet().forEach(type -> assertThat(types).contains(lastSegment(type)));
        expected.amounts().forEach((currency, amounts) -> assertThat(companies)
                .as("total in " + currency)
                .contains(String.format(Locale.UK, "%,.2f", amounts.sum())));
    }

    @Test
    void a_second_run_finds_nothing_and_changes_nothing() {
        List<String> before = sql.rows("SELECT xmin, event_id FROM business_events ORDER BY event_id");
        List<String> objects = bucket.keys("");

        JsonNode second = client.runJob();

        assertThat(second.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(second.path("events").asLong()).isZero();
        assertThat(sql.rows("SELECT xmin, event_id FROM business_events ORDER BY event_id"))
                .isEqualTo(before);
        assertThat(bucket.keys("")).isEqualTo(objects);
    }

    private static Iterable<NamedCsvRecord> csv(String path) throws IOException {
        Client.Answer answer = client.read(path);
        assertThat(answer.status()).isEqualTo(200);
        return CsvReader.builder().ofNamedCsvRecord(answer.text());
    }

    private static String pdf(String path) throws IOException {
        Client.Answer answer = client.read(path);
        assertThat(answer.status()).isEqualTo(200);
        try (PDDocument document = Loader.loadPDF(answer.response().body())) {
            // Long identifiers wrap in their column.
            return new PDFTextStripper().getText(document).replaceAll("\\s", "");
        }
    }

    private static String lastSegment(String type) {
        return type.substring(type.lastIndexOf('\\') + 1);
    }

    private static List<String> ids(List<JsonNode> lines, String pointer) {
        return lines.stream().map(line -> line.at(pointer).asString()).toList();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static <V> SortedMap<String, V> byText(SortedMap<?, V> map) {
        SortedMap<String, V> byText = new TreeMap<>();
        map.forEach((key, value) -> byText.put(key.toString(), value));
        return byText;
    }

    private static <V> SortedMap<String, Long> map(SortedMap<String, V> map, Function<V, Long> count) {
        SortedMap<String, Long> counts = new TreeMap<>();
        map.forEach((key, value) -> counts.put(key, count.apply(value)));
        return counts;
    }
}
