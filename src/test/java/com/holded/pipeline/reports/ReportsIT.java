package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.reports.Rollup.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

class ReportsIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T20:05:00Z"), ZoneOffset.UTC);
    private static final Definition COMPANIES = new CompanyAnalytics();
    private static final Definition TYPES = new EventTypeSummary();
    private static final String LONG_COMPANY = "empresa-con-un-nombre-larguisimo-" + "x".repeat(46) + "Z";
    private static final String PAID = "Holded\\Invoicing\\Domain\\Invoice\\Event\\InvoicePaidEvent";
    private static final String CREATED = "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent";

    private static Rollup rollup;

    @BeforeAll
    static void start() throws IOException {
        rollup = Rollup.start();
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
                        .refunds(2, "-90.5"),
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
                        "2",
                        "-90,50",
                        "0,7500",
                        "2026-11-03 13:00:00",
                        "2");
        assertThat(rows.get(2)).contains("company_004").containsSequence("0,00", "0", "", "0", "0,00", "1,0000");
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
        Request with = new Request(Filters.NONE, Language.ES, true);

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
            assertThat(pdf.text()).contains(money.format(sum) + " " + currency, money.format(refunds));
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

        Pdf pdf = pdf(TYPES, new Request(new Filters(Days.ALL, "", hostile, ""), Language.ES, false));

        assertThat(pdf.textWithoutBreaks()).contains(hostile.replace(" ", ""));
    }

    @Test
    void pdf_fonts_are_embedded() throws Exception {
        rollup.add(Line.of("company_001"));

        assertThat(pdf(COMPANIES, all(Language.ES)).fonts()).isNotEmpty().allMatch(PDFont::isEmbedded);
    }

    @Test
    void an_empty_report_says_so() throws Exception {
        for (Definition report : Definition.ALL) {
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
    void a_pdf_beyond_the_limit_is_refused_before_and_during_layout() throws Exception {
        addCompanies(500);

        for (int mostPages : List.of(2, 14)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() ->
                            new PdfExport(rollup.database(), CLOCK, mostPages).document(COMPANIES, all(Language.ES)))
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
                .isThrownBy(() -> new CsvExport(rollup.database()).write(COMPANIES, all(Language.ES), broken))
                .withMessage("gone");
        assertThat(rollup.rows("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
                .containsExactly(List.of("0"));
    }

    @Test
    void a_database_that_is_down_is_said_so_before_the_first_byte() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        for (Definition report : Definition.ALL) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> new CsvExport(nowhere).write(report, all(Language.ES), out))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> new PdfExport(nowhere, CLOCK, 10).document(report, all(Language.ES)))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        }
        assertThat(out.size()).isZero();
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
        rollup.add(IntStream.rangeClosed(1, count)
                .mapToObj(
                        number -> Line.of(String.format("company_%05d", number)).amounts("EUR", 1, "1.10"))
                .toArray(Line[]::new));
    }

    private static Request all(Language language) {
        return new Request(Filters.NONE, language, false);
    }

    private static BigDecimal sql(String expression, String where) throws SQLException {
        return rollup.number("SELECT " + expression + " FROM daily_rollup WHERE " + where);
    }

    private static BigDecimal events(Filters filters) throws IOException {
        return sum(csv(TYPES, new Request(filters, Language.EN, false)), "Events", row -> true);
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
        new CsvExport(rollup.database()).write(report, request, out);
        return out.toByteArray();
    }

    private static Pdf pdf(Definition report, Request request) throws IOException {
        PdfExport.Document document = new PdfExport(rollup.database(), CLOCK, 500).document(report, request);
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
