package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.BIG_DECIMAL;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.reports.Rollup.Line;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.OwnLimits;
import com.holded.pipeline.security.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T20:05:00Z"), ZoneOffset.UTC);
    private static final Definition COMPANIES = new CompanyAnalytics();
    private static final Definition TYPES = new EventTypeSummary();
    private static final String LONG_COMPANY = "empresa-con-un-nombre-larguisimo-" + "x".repeat(46) + "Z";
    private static final String PAID = "Holded\\Invoicing\\Domain\\Invoice\\Event\\InvoicePaidEvent";
    private static final String CREATED = "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static Rollup rollup;
    private static Workspace workspace;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rollup = Rollup.start();
        workspace = Workspace.open(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        rollup.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        rollup.clear();
    }

    @Test
    void csv_has_one_row_per_company_and_currency_that_add_up_to_sql() throws Exception {
        addSamples();

        List<List<String>> rows = csv(COMPANIES, all(Language.EN));

        assertThat(rows.get(0))
                .startsWith("Company", "Currency", "Events", "Share")
                .contains("Total amount", "Refunded amount", "Last event (Europe/Madrid)");
        List<List<String>> details = rows.subList(1, rows.size());
        List<String> keys =
                details.stream().map(row -> row.get(0) + "/" + row.get(1)).toList();
        assertThat(keys)
                .containsExactlyElementsOf(rollup
                        .rows(
                                """
                                SELECT company_id || '/' || currency FROM daily_rollup r GROUP BY company_id, currency
                                ORDER BY (SELECT sum(events) FROM daily_rollup c WHERE c.company_id = r.company_id) DESC,
                                         company_id, currency
                                """)
                        .stream()
                        .map(row -> row.get(0))
                        .toList());
        assertThat(sum(rows, "Events", row -> true)).isEqualByComparingTo(sql("sum(events)", "true"));
        for (String currency : List.of("EUR", "USD")) {
            String where = "currency = '" + currency + "'";
            Function<List<String>, Boolean> ofCurrency = row -> row.get(1).equals(currency);
            assertThat(sum(rows, "Total amount", ofCurrency)).isEqualByComparingTo(sql("sum(amount_sum)", where));
            assertThat(sum(rows, "Amounts", ofCurrency)).isEqualByComparingTo(sql("sum(amount_count)", where));
            assertThat(sum(rows, "Refunds", ofCurrency)).isEqualByComparingTo(sql("sum(refund_count)", where));
            assertThat(sum(rows, "Refunded amount", ofCurrency)).isEqualByComparingTo(sql("sum(refund_sum)", where));
        }
        assertThat(sum(rows, "Share", row -> true)).isBetween(new BigDecimal("0.99999"), new BigDecimal("1.00001"));
    }

    @Test
    void csv_row_says_everything_about_a_company_in_spanish() throws Exception {
        rollup.add(
                Line.of("company_003")
                        .on("2026-11-02")
                        .events(3, "2.50")
                        .amounts("EUR", 3, "-10.01")
                        .refunds(2, "-90.5")
                        .between("-80.25", "70.49"),
                Line.of("company_003").on("2026-11-03").type(PAID, "invoicing").events(1, "0.50"),
                Line.of("company_004").events(4, "4"));

        List<List<String>> rows = csv(COMPANIES, all(Language.ES), ';');

        assertThat(rows.get(1))
                .containsExactly(
                        "company_003",
                        "EUR",
                        "4",
                        "0,500000",
                        "3",
                        "1",
                        "0",
                        "0",
                        "0",
                        "0",
                        "-10,01",
                        "3",
                        "-3,3367",
                        "-80,25",
                        "70,49",
                        "2",
                        "-90,50",
                        "0,7500",
                        "-0,3333",
                        "2026-11-03 13:00:00",
                        "2",
                        "19");
        assertThat(rows.get(2))
                .contains("company_004")
                .containsSequence("0,00", "0", "", "", "", "0", "0,00", "1,0000");
    }

    @Test
    void event_types_are_summed_over_companies_and_days() throws Exception {
        addSamples();

        List<List<String>> rows = csv(TYPES, all(Language.EN));

        List<String> paid =
                rows.stream().filter(row -> row.get(0).equals(PAID)).findFirst().orElseThrow();
        List<String> expected = rollup.rows(
                        "SELECT sum(events), count(DISTINCT company_id), round(sum(quality_sum) / sum(events), 4)"
                                + " FROM daily_rollup WHERE event_type = '" + PAID + "'")
                .get(0);
        assertThat(List.of(paid.get(2), paid.get(4), paid.get(5))).isEqualTo(expected);
        assertThat(paid.get(1)).isEqualTo("invoicing");
        assertThat(sum(rows, "Events", row -> true)).isEqualByComparingTo(sql("sum(events)", "true"));
    }

    @Test
    void filters_leave_only_what_they_name_and_both_days_count() throws Exception {
        rollup.add(
                Line.of("a").on("2026-11-01"),
                Line.of("a").on("2026-11-02"),
                Line.of("a").on("2026-11-03").type(PAID, "invoicing"),
                Line.of("a").on("2026-11-04"),
                Line.of("b").on("2026-11-02"));
        Days days = new Days(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 3));

        assertThat(events(new Filters(days, "", "", ""))).isEqualByComparingTo("3");
        assertThat(events(new Filters(days, "a", "", ""))).isEqualByComparingTo("2");
        assertThat(events(new Filters(days, "a", PAID, ""))).isEqualByComparingTo("1");
        assertThat(events(new Filters(days, "", "", "financial"))).isEqualByComparingTo("2");
        assertThat(events(new Filters(new Days(LocalDate.MIN, LocalDate.of(2026, 11, 1)), "", "", "")))
                .isEqualByComparingTo("1");
        assertThat(events(new Filters(new Days(LocalDate.of(2026, 11, 4), LocalDate.MAX), "", "", "")))
                .isEqualByComparingTo("1");
    }

    @Test
    void formulas_in_text_are_neutralised_and_numbers_are_not() throws Exception {
        String formula = "=cmd|'/c calc'!A0";
        rollup.add(Line.of("-company")
                .type(formula, "other")
                .amounts("EUR", 1, "-5.00")
                .refunds(1, "-5.00"));

        assertThat(csv(TYPES, all(Language.EN)).get(1).get(0)).isEqualTo("'" + formula);
        assertThat(csv(COMPANIES, all(Language.EN)).get(1))
                .startsWith("'-company")
                .contains("-5.00");
        assertThat(pdf(TYPES, all(Language.EN)).text()).contains(formula);
    }

    @Test
    void byte_order_mark_comes_on_demand_only() throws Exception {
        Request with = new Request(Filters.NONE, Language.ES, Request.Choice.ALL, true, false);

        assertThat(bytes(COMPANIES, with)).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(bytes(COMPANIES, all(Language.ES))).startsWith("Empresa".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void pdf_shows_every_company_and_the_totals_of_sql_by_currency(Language language) throws Exception {
        addSamples();

        Pdf pdf = pdf(COMPANIES, all(language));

        assertThat(pdf.text()).contains(language.text("company-analytics.title"), "company_001", "company_002");
        assertThat(pdf.textWithoutBreaks()).contains(LONG_COMPANY);
        NumberFormat money = NumberFormat.getNumberInstance(language.locale());
        money.setMinimumFractionDigits(2);
        money.setMaximumFractionDigits(2);
        money.setRoundingMode(RoundingMode.HALF_UP);
        for (String currency : List.of("EUR", "USD")) {
            BigDecimal sum = sql("sum(amount_sum)", "currency = '" + currency + "'");
            BigDecimal refunds = sql("sum(refund_sum)", "currency = '" + currency + "'");
            assertThat(pdf.text())
                    .contains(
                            money.format(sum) + " " + currency,
                            money.format(refunds).replace('-', '−'));
        }
        assertThat(pdf.text())
                .contains(NumberFormat.getIntegerInstance(language.locale()).format(sql("sum(events)", "true")));
        assertThat(pdf.title()).isEqualTo(language.text("company-analytics.title"));
        assertThat(pdf.language()).isEqualTo(language.locale().toLanguageTag());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void pdf_shows_every_type_under_its_context_with_bookmarks(Language language) throws Exception {
        addSamples();

        Pdf pdf = pdf(TYPES, all(language));

        assertThat(pdf.text())
                .contains("InvoicePaidEvent", "Holded › Invoicing › Domain › Invoice › Event")
                .contains(language.text("row.subtotal") + " " + language.text("context.invoicing"));
        assertThat(pdf.bookmarks())
                .contains(
                        language.text("event-type-summary.title"),
                        language.text("context.financial"),
                        language.text("context.invoicing"));
    }

    @Test
    void text_of_users_is_printed_and_never_evaluated() throws Exception {
        String hostile = "<script>alert(1)</script> $P{TITLE} #{7*7} ${java.version} <b>ñ € l·l</b> &amp;";
        rollup.add(Line.of("company_001").type(hostile, "other"));

        Pdf pdf = pdf(TYPES, Request.of(new Filters(Days.ALL, "", hostile, ""), Language.ES));

        assertThat(pdf.textWithoutBreaks()).contains(hostile.replace(" ", ""));
    }

    @Test
    void pdf_fonts_are_embedded() throws Exception {
        rollup.add(Line.of("company_001"));

        assertThat(pdf(COMPANIES, all(Language.ES)).fonts()).isNotEmpty().allMatch(PDFont::isEmbedded);
    }

    @Test
    void an_empty_report_says_so() throws Exception {
        for (Definition report : Catalogue.ALL) {
            Pdf pdf = pdf(report, all(Language.ES));

            assertThat(pdf.text()).contains(Language.ES.text("empty.title"), "Página 1 de 1");
            assertThat(pdf.pages()).isEqualTo(1);
            assertThat(csv(report, all(Language.EN))).hasSize(1);
        }
    }

    @Test
    void five_hundred_companies_fill_many_numbered_pages() throws Exception {
        addCompanies(500);

        Pdf pdf = pdf(COMPANIES, all(Language.ES));

        assertThat(pdf.pages()).isBetween(15, 30);
        assertThat(pdf.text()).contains("Página 2 de " + pdf.pages(), "Página " + pdf.pages() + " de " + pdf.pages());
        assertThat(IntStream.rangeClosed(1, 500).mapToObj(number -> String.format("company_%05d", number)))
                .allMatch(pdf.text()::contains);
    }

    @Test
    void every_page_begins_with_the_name_of_a_company() throws Exception {
        addCompanies(60, "EUR", "GBP", "USD");

        Pdf pdf = pdf(COMPANIES, all(Language.EN));

        List<String> first = Pattern.compile("^Company Events .*\\R(.*)$", Pattern.MULTILINE)
                .matcher(pdf.text())
                .results()
                .map(page -> page.group(1))
                .toList();
        assertThat(first).hasSizeGreaterThan(5).allMatch(row -> row.startsWith("company_"));
    }

    @Test
    void a_pdf_beyond_the_limit_is_refused_before_and_during_layout() throws Exception {
        addCompanies(500);

        for (int mostPages : List.of(2, 12)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> new PdfExport(rollup.database(), CLOCK, mostPages, workspace)
                            .document(COMPANIES, all(Language.ES)))
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo(ErrorCode.UNPROCESSABLE);
                        assertThat(problem.detail()).contains("CSV");
                    });
        }
    }

    @Test
    void a_client_that_goes_away_leaves_no_connection_behind() throws Exception {
        addCompanies(5_000);
        OutputStream broken = new OutputStream() {
            private int left = 20_000;

            @Override
            public void write(int value) throws IOException {
                if (--left < 0) {
                    throw new IOException("gone");
                }
            }
        };

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new DataExport(rollup.database(), CLOCK)
                        .write(new CsvDocument(), COMPANIES, all(Language.ES), broken))
                .withMessage("gone");
        assertThat(rollup.rows("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
                .containsExactly(List.of("0"));
    }

    @Test
    void a_database_that_is_down_is_said_so_before_the_first_byte() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        for (Definition report : Catalogue.ALL) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() ->
                            new DataExport(nowhere, CLOCK).write(new XlsxDocument(), report, all(Language.ES), out))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> new PdfExport(nowhere, CLOCK, 10, workspace).document(report, all(Language.ES)))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        }
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void all_formats_have_the_same_rows_and_totals_to_the_cent(Language language) throws Exception {
        addSamples();

        List<List<String>> csv = csv(COMPANIES, all(language), language.separator());
        JsonNode json = json(COMPANIES, all(language));
        XlsxText xlsx = xlsx(COMPANIES, all(language), new XlsxDocument());

        int sum = COMPANIES.columns().indexOf(Column.amount("amount_sum"));
        List<BigDecimal> ofCsv = csv.stream()
                .skip(1)
                .map(row -> new BigDecimal(row.get(sum).replace(language.decimalSign(), '.')))
                .toList();
        List<BigDecimal> ofXlsx = xlsx.texts(0).stream()
                .skip(1)
                .map(row -> new BigDecimal(row.get(sum)))
                .toList();
        List<BigDecimal> ofJson = json.path("rows")
                .valueStream()
                .map(row -> row.path("amount_sum").decimalValue())
                .toList();
        assertThat(ofXlsx).usingElementComparator(BigDecimal::compareTo).containsExactlyElementsOf(ofCsv);
        assertThat(ofJson).usingElementComparator(BigDecimal::compareTo).containsExactlyElementsOf(ofCsv);
        for (String currency : List.of("EUR", "USD")) {
            BigDecimal expected = sql("sum(amount_sum)", "currency = '" + currency + "'");
            assertThat(json.path("totals")
                            .valueStream()
                            .filter(total -> total.path("currency").asString("").equals(currency))
                            .map(total -> total.path("amount_sum").decimalValue())
                            .toList())
                    .singleElement(as(BIG_DECIMAL))
                    .isEqualByComparingTo(expected);
            assertThat(xlsx.texts(1).stream()
                            .filter(row -> row.size() > sum && row.get(1).equals(currency))
                            .map(row -> new BigDecimal(row.get(sum)))
                            .toList())
                    .singleElement(as(BIG_DECIMAL))
                    .isEqualByComparingTo(expected);
        }
        assertThat(json.path("row_count").asInt()).isEqualTo(csv.size() - 1);
        assertThat(xlsx.texts(0).get(0)).isEqualTo(csv.get(0));
    }

    @Test
    void a_workbook_rolls_over_to_further_sheets_each_with_header_and_filter() throws Exception {
        addCompanies(7);

        XlsxText xlsx = xlsx(COMPANIES, all(Language.ES), new XlsxDocument(4));

        assertThat(xlsx.sheets().keySet())
                .containsExactly(
                        "Analítica de empresas", "Analítica de empresas 2", "Analítica de empresas 3", "Totales");
        assertThat(List.of(
                        xlsx.texts(0).size(),
                        xlsx.texts(1).size(),
                        xlsx.texts(2).size()))
                .containsExactly(4, 4, 2);
        assertThat(xlsx.texts(2).get(0)).startsWith("Empresa", "Divisa");
        assertThat(xlsx.xml().get("xl/worksheets/sheet3.xml"))
                .contains("<autoFilter ref=\"A1:V2\"", "state=\"frozen\"");
    }

    @Test
    void a_formula_is_text_in_a_workbook_and_untouched_in_json() throws Exception {
        String formula = "=cmd|'/c calc'!A0";
        rollup.add(Line.of("-company").type(formula, "other"));

        XlsxText xlsx = xlsx(TYPES, all(Language.EN), new XlsxDocument());

        assertThat(xlsx.sheets().values().iterator().next().get(1).get(0))
                .isEqualTo(new XlsxText.Cell("inlineStr", formula));
        assertThat(xlsx.xml().get("xl/worksheets/sheet1.xml")).doesNotContain("<f>");
        assertThat(json(TYPES, all(Language.EN)).at("/rows/0/event_type").asString())
                .isEqualTo(formula);
    }

    @Test
    void every_format_says_position_parameters_and_time() throws Exception {
        SampleLedger.fill(rollup, 2);
        Filters november = new Filters(new Days(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 30)), "", "", "");
        Request request = new Request(november, Language.EN, Request.Choice.ALL, false, true);

        for (Definition report : Catalogue.ALL) {
            JsonNode json = json(report, request);
            String position = json.path("position").asString();
            assertThat(position).matches("\\d{8}T\\d{6}Z-[0-9a-f]+");
            assertThat(json.path("parameters").path("from").asString()).isEqualTo("2026-11-01");
            assertThat(json.path("generated_at").asString()).isEqualTo("2026-11-22T20:05:00Z");
            String csv = new String(bytes(report, request), StandardCharsets.UTF_8);
            List<String> ends = List.of(
                    csv,
                    xlsx(report, request, new XlsxDocument()).texts(1).toString(),
                    pdf(report, request).text());
            assertThat(ends).allSatisfy(text -> assertThat(text)
                    .contains("Generated 22 Nov 2026, 21:05 (Europe/Madrid)")
                    .contains("Ledger position " + position)
                    .contains("from=2026-11-01"));
        }
    }

    @Test
    void the_position_changes_with_every_load_also_with_one_that_began_before_the_newest() throws Exception {
        SampleLedger.fill(rollup, 1);
        String before = position();

        assertThat(position()).isEqualTo(before);
        rollup.execute(
                "UPDATE raw_segments SET run_id = 7 WHERE segment_id = (SELECT max(segment_id) FROM raw_segments)");
        assertThat(position()).isEqualTo(before);
        rollup.execute("INSERT INTO raw_segments (segment_id, object_key, size_bytes, stored_at, state, finished_at)"
                + " SELECT 'x', 'x', 1, now(), 'loaded', max(finished_at) - interval '5 minutes' FROM raw_segments");
        assertThat(position()).isNotEqualTo(before);
    }

    @Test
    void the_tag_tells_position_parameters_and_format_apart() throws Exception {
        SampleLedger.fill(rollup, 1);
        Freshness freshness = new Freshness(rollup.database(), CLOCK);
        Request request = all(Language.EN);
        String tag = freshness.tag(COMPANIES, Format.CSV, request);

        assertThat(freshness.tag(COMPANIES, Format.CSV, request)).isEqualTo(tag);
        assertThat(List.of(
                        freshness.tag(COMPANIES, Format.JSON, request),
                        freshness.tag(TYPES, Format.CSV, request),
                        freshness.tag(COMPANIES, Format.CSV, all(Language.ES)),
                        freshness.tag(COMPANIES, Format.CSV, request.of("company_001"))))
                .doesNotContain(tag)
                .doesNotHaveDuplicates();
        rollup.execute("UPDATE raw_segments SET loaded = loaded + 1, events = events + 1, finished_at = now()"
                + " WHERE segment_id = (SELECT max(segment_id) FROM raw_segments)");
        assertThat(freshness.tag(COMPANIES, Format.CSV, request)).isNotEqualTo(tag);
    }

    @Test
    void all_queries_of_a_report_see_one_moment() throws Exception {
        addCompanies(3);

        try (Snapshot snapshot = Snapshot.open(rollup.database(), COMPANIES, Filters.NONE, CLOCK)) {
            rollup.add(Line.of("later").events(100, "50"));

            assertThat(Overview.of(snapshot).events()).isEqualTo(3);
        }
    }

    @Test
    void top_shows_the_first_rows_in_the_order_asked_for_and_totals_over_all() throws Exception {
        rollup.add(
                Line.of("a").events(5, "4.5"),
                Line.of("b").events(9, "2.7"),
                Line.of("c").events(7, "6.9"),
                Line.of("c").on("2026-11-09").amounts("USD", 1, "4"));
        Request.Choice poorest = new Request.Choice(Sort.QUALITY, 2);
        JsonNode json = json(COMPANIES, new Request(Filters.NONE, Language.EN, poorest, false, false));

        assertThat(json.path("rows").valueStream().map(row -> row.path("company_id")
                        .asString()))
                .containsExactly("b", "a");
        assertThat(json.at("/totals/0/events").asInt()).isEqualTo(22);
        assertThat(pdf(COMPANIES, new Request(Filters.NONE, Language.EN, poorest, false, false))
                        .text())
                .contains("First 2", "Order: poorest quality");
    }

    @Test
    void a_company_has_a_page_of_its_own() throws Exception {
        addSamples();

        Pdf pdf = pdf(COMPANIES, Request.of(new Filters(Days.ALL, "company_001", "", ""), Language.ES));

        assertThat(pdf.pages()).isEqualTo(1);
        assertThat(pdf.bookmarks()).containsExactly("company_001");
        assertThat(pdf.text()).contains("Tipos de evento más frecuentes").doesNotContain("company_002");
    }

    @Test
    void a_day_counts_once_over_all_companies_and_currencies_that_have_it() throws Exception {
        rollup.add(
                Line.of("a").on("2026-11-02").amounts("EUR", 1, "1"),
                Line.of("a").on("2026-11-02").amounts("USD", 1, "1"),
                Line.of("a").on("2026-11-20").amounts("USD", 1, "1"),
                Line.of("b").on("2026-11-02").amounts("EUR", 1, "1"),
                Line.of("b").on("2026-11-21").amounts("EUR", 1, "1"));

        for (Request.Choice choice : List.of(Request.Choice.ALL, new Request.Choice(Sort.EVENTS, 10))) {
            JsonNode json = json(COMPANIES, new Request(Filters.NONE, Language.EN, choice, false, false));

            assertThat(json.path("rows")
                            .valueStream()
                            .map(row -> row.path("company_id").asString() + " "
                                    + row.path("currency").asString() + " "
                                    + row.path("active_days").asInt()))
                    .containsExactly("a EUR 1", "a USD 2", "b EUR 2");
            assertThat(json.at("/totals/0/active_days").asInt()).isEqualTo(3);
        }
    }

    @Test
    void a_company_without_events_for_more_than_thirty_days_is_inactive() throws Exception {
        rollup.add(
                Line.of("asleep").on("2026-10-22"),
                Line.of("drowsy").on("2026-10-23"),
                Line.of("awake").on("2026-11-22"));

        JsonNode rows = json(COMPANIES, all(Language.EN)).path("rows");

        assertThat(rows.valueStream()
                        .map(row -> row.path("company_id").asString() + " "
                                + row.path("idle_days").asInt()))
                .containsExactly("asleep 31", "awake 0", "drowsy 30");
        assertThat(pdf(COMPANIES, all(Language.EN)).text()).containsPattern("Inactive over 30 days[^1]*\\D1\\D");
    }

    @Test
    void trends_compare_the_later_half_of_the_period_with_the_earlier() throws Exception {
        rollup.add(
                Line.of("a").on("2026-11-01").events(10, "9"),
                Line.of("a").on("2026-11-02").events(100, "1"),
                Line.of("a").on("2026-11-03").events(15, "12"));
        Filters three = new Filters(new Days(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 3)), "", "", "");

        assertThat(json(TYPES, Request.of(three, Language.EN))
                        .at("/rows/0/trend")
                        .decimalValue())
                .isEqualByComparingTo("0.5");
        assertThat(json(COMPANIES, Request.of(three, Language.EN))
                        .at("/rows/0/quality_trend")
                        .decimalValue())
                .isEqualByComparingTo("-0.1");
    }

    @Test
    void daily_activity_has_every_day_beside_the_same_weekday_before() throws Exception {
        rollup.add(
                Line.of("a").on("2026-11-02").events(12, "6"),
                Line.of("b").on("2026-11-08").type(PAID, "invoicing").events(3, "3"),
                Line.of("a").on("2026-10-26").events(8, "6"),
                Line.of("a").on("2026-10-25").events(500, "6"));
        Filters week = new Filters(new Days(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 8)), "", "", "");

        JsonNode json = json(new DailyActivity(), Request.of(week, Language.EN));

        assertThat(json.path("row_count").asInt()).isEqualTo(7);
        JsonNode monday = json.at("/rows/0");
        assertThat(monday.path("week").asString()).isEqualTo("2026-W45");
        assertThat(monday.path("previous_day").asString()).isEqualTo("2026-10-26");
        assertThat(monday.path("change").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(json.at("/rows/6/invoicing").asInt()).isEqualTo(3);
        assertThat(json.at("/totals/0/events").asInt()).isEqualTo(15);
        assertThat(json.at("/totals/0/previous_events").asInt()).isEqualTo(8);
        assertThat(pdf(new DailyActivity(), Request.of(week, Language.ES)).text())
                .contains("Semana 45", "+87,5 %", "Comparado con 26 de octubre de 2026 – 1 de noviembre de 2026");
    }

    @Test
    void data_quality_counts_what_became_of_every_event_received() throws Exception {
        SampleLedger.fill(rollup, 3);

        JsonNode json = json(new DataQuality(), all(Language.EN));

        assertThat(events(json, "outcome", "counted")).isEqualTo(count("SELECT count(*) FROM business_events"));
        assertThat(events(json, "outcome", "duplicate")).isEqualTo(count("SELECT count(*) FROM duplicate_events"));
        assertThat(events(json, "outcome", "conflict"))
                .isEqualTo(count("SELECT count(*) FROM dead_letters WHERE reason = 'ID_CONFLICT'"));
        assertThat(events(json, "reason", "MISSING_FIELD"))
                .isEqualTo(count("SELECT count(*) FROM dead_letters WHERE reason = 'MISSING_FIELD'"));
        assertThat(json.at("/totals/0/events").asLong()).isEqualTo(count("SELECT sum(events) FROM raw_segments"));
        assertThat(item(json, "dimension", "completeness").path("quality").decimalValue())
                .isEqualByComparingTo("0.78");
        assertThat(item(json, "lag", "receipt_to_row").path("p50").decimalValue())
                .isEqualByComparingTo(rollup.number(
                        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - received_at))"
                                + " FROM business_events"));
    }

    @Test
    void data_quality_of_a_company_is_its_own_alone() throws Exception {
        SampleLedger.fill(rollup, 3);

        JsonNode json = json(new DataQuality(), all(Language.EN).of("company_002"));

        assertThat(events(json, "outcome", "counted"))
                .isEqualTo(count("SELECT count(*) FROM business_events WHERE company_id = 'company_002'"));
        assertThat(json.path("rows")
                        .valueStream()
                        .filter(row -> row.path("section").asString().equals("producer"))
                        .map(row -> row.path("item").asString()))
                .containsExactly("company_002");
    }

    @Test
    void job_runs_add_up_under_their_jobs() throws Exception {
        SampleLedger.fill(rollup, 1);

        JsonNode json = json(new JobRuns(), all(Language.EN));

        assertThat(json.path("row_count").asLong()).isEqualTo(count("SELECT count(*) FROM job_runs"));
        assertThat(json.at("/totals/0/loaded").asLong()).isEqualTo(count("SELECT sum(loaded) FROM job_runs"));
        assertThat(pdf(new JobRuns(), all(Language.ES)).text())
                .contains("process-events", "Fallida", "Abandonada", "object storage does not");
    }

    @Test
    void a_bound_caller_gets_its_own_company_alone_and_no_runs() {
        Caller bound = new Caller("k", Set.of(Role.ANALYST), "company_001", OwnLimits.NONE);
        Request foreign = all(Language.EN).of("company_002");

        assertThat(ReportsResource.kept(COMPANIES, all(Language.EN), bound)
                        .filters()
                        .company())
                .isEqualTo("company_001");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ReportsResource.kept(COMPANIES, foreign, bound))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ReportsResource.kept(new JobRuns(), all(Language.EN), bound));
        assertThat(Catalogue.json(bound)).contains("company-analytics").doesNotContain("job-runs");
    }

    private static String position() throws SQLException {
        try (Connection connection = rollup.database().getConnection()) {
            return Position.read(connection).code();
        }
    }

    private static long count(String sql) throws SQLException {
        return rollup.number(sql).longValueExact();
    }

    private static long events(JsonNode report, String section, String item) {
        return item(report, section, item).path("events").asLong();
    }

    private static JsonNode item(JsonNode report, String section, String item) {
        return report.path("rows")
                .valueStream()
                .filter(row -> row.path("section").asString().equals(section)
                        && row.path("item").asString().equals(item))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(Definition report, Request request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DataExport(rollup.database(), CLOCK).write(new JsonDocument(), report, request, out);
        return JSON.readTree(out.toByteArray());
    }

    private static XlsxText xlsx(Definition report, Request request, XlsxDocument format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DataExport(rollup.database(), CLOCK).write(format, report, request, out);
        return XlsxText.read(out.toByteArray());
    }

    private static void addSamples() throws SQLException {
        rollup.add(
                Line.of("company_001")
                        .events(1_200, "960.00")
                        .amounts("EUR", 1_100, "93500.255")
                        .refunds(80, "-4100.10"),
                Line.of("company_001")
                        .on("2026-11-03")
                        .events(34, "27.20")
                        .amounts("USD", 30, "2550.75")
                        .refunds(1, "-9.99"),
                Line.of("company_001").on("2026-11-04").type(PAID, "invoicing").events(20, "18.00"),
                Line.of("company_002").type(PAID, "invoicing").events(7, "3.31"),
                Line.of(LONG_COMPANY)
                        .on("2026-11-05")
                        .type(CREATED, "financial")
                        .events(2, "1")
                        .amounts("EUR", 2, "-0.01")
                        .refunds(1, "-3"));
    }

    private static void addCompanies(int count) throws SQLException {
        addCompanies(count, "EUR");
    }

    private static void addCompanies(int count, String... currencies) throws SQLException {
        rollup.add(IntStream.rangeClosed(1, count)
                .mapToObj(number -> String.format("company_%05d", number))
                .flatMap(company ->
                        Stream.of(currencies).map(currency -> Line.of(company).amounts(currency, 1, "1.10")))
                .toArray(Line[]::new));
    }

    private static Request all(Language language) {
        return Request.of(Filters.NONE, language);
    }

    private static BigDecimal sql(String expression, String where) throws SQLException {
        return rollup.number("SELECT " + expression + " FROM daily_rollup WHERE " + where);
    }

    private static BigDecimal events(Filters filters) throws IOException {
        return sum(csv(TYPES, Request.of(filters, Language.EN)), "Events", row -> true);
    }

    private static BigDecimal sum(List<List<String>> rows, String header, Function<List<String>, Boolean> which) {
        int column = rows.get(0).indexOf(header);
        return rows.stream()
                .skip(1)
                .filter(which::apply)
                .map(row -> new BigDecimal(row.get(column)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<List<String>> csv(Definition report, Request request) throws IOException {
        return csv(report, request, ',');
    }

    private static List<List<String>> csv(Definition report, Request request, char separator) throws IOException {
        return CsvText.parse(new String(bytes(report, request), StandardCharsets.UTF_8), separator);
    }

    private static byte[] bytes(Definition report, Request request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DataExport(rollup.database(), CLOCK).write(new CsvDocument(), report, request, out);
        return out.toByteArray();
    }

    private static Pdf pdf(Definition report, Request request) throws IOException {
        PdfExport.Document document = new PdfExport(rollup.database(), CLOCK, 500, workspace).document(report, request);
        try (InputStream content = document.content()) {
            byte[] bytes = content.readAllBytes();
            assertThat(bytes).hasSize((int) document.sizeBytes());
            return Pdf.read(bytes);
        }
    }

    private record Pdf(
            String text,
            String textWithoutBreaks,
            int pages,
            String title,
            String language,
            List<String> bookmarks,
            List<PDFont> fonts) {
        static Pdf read(byte[] bytes) throws IOException {
            try (PDDocument document = Loader.loadPDF(bytes)) {
                PDFTextStripper stripper = new PDFTextStripper();
                stripper.setSortByPosition(true);
                List<PDFont> fonts = new ArrayList<>();
                for (var page : document.getPages()) {
                    for (var name : page.getResources().getFontNames()) {
                        fonts.add(page.getResources().getFont(name));
                    }
                }
                List<String> bookmarks = new ArrayList<>();
                var outline = document.getDocumentCatalog().getDocumentOutline();
                for (var item : outline.children()) {
                    bookmarks.add(item.getTitle());
                    item.children().forEach(child -> bookmarks.add(child.getTitle()));
                }
                // In the order in which it was written, so that the lines of one cell follow each other.
                String written = new PDFTextStripper().getText(document).replaceAll("\\s", "");
                return new Pdf(
                        stripper.getText(document),
                        written,
                        document.getNumberOfPages(),
                        document.getDocumentInformation().getTitle(),
                        document.getDocumentCatalog().getLanguage(),
                        bookmarks,
                        fonts);
            }
        }
    }
}
