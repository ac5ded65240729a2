package com.holded.pipeline.reports;

import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The languages of the reports, with what each means for a CSV file. */
enum Language {
    ES(Locale.forLanguageTag("es-ES"), ';', ',', "d 'de' MMMM 'de' yyyy", "dd/MM/yyyy HH:mm"),
    EN(Locale.forLanguageTag("en-GB"), ',', '.', "d MMMM yyyy", "d MMM yyyy, HH:mm");

    /** Base name of the texts, beside the templates. */
    static final String TEXTS = "reports/texts";

    private final Locale locale;
    private final char separator;
    private final char decimalSign;
    private final String dayPattern;
    private final String instantPattern;

    Language(Locale locale, char separator, char decimalSign, String dayPattern, String instantPattern) {
        this.locale = locale;
        this.separator = separator;
        this.decimalSign = decimalSign;
        this.dayPattern = dayPattern;
        this.instantPattern = instantPattern;
    }

    /** The language that {@code lang=} names. */
    static Optional<Language> of(String code) {
        return Arrays.stream(values())
                .filter(language -> language.code().equals(code))
                .findFirst();
    }

    /** The caller's first wish that can be met; Spanish when there is none. */
    static Language preferred(List<Locale> acceptable) {
        return acceptable.stream()
                .flatMap(locale -> of(locale.getLanguage()).stream())
                .findFirst()
                .orElse(ES);
    }

    /** Language code, for example {@code es}. */
    String code() {
        return locale.getLanguage();
    }

    Locale locale() {
        return locale;
    }

    /** Separator of the fields of a CSV file: what a spreadsheet of this locale expects. */
    char separator() {
        return separator;
    }

    /** Decimal sign of the numbers of a CSV file. */
    char decimalSign() {
        return decimalSign;
    }

    /** A day in words, for example {@code 22 de noviembre de 2026}. */
    DateTimeFormatter days() {
        return DateTimeFormatter.ofPattern(dayPattern, locale);
    }

    /** A minute, for example {@code 22/11/2026 21:05}. */
    DateTimeFormatter instants() {
        return DateTimeFormatter.ofPattern(instantPattern, locale);
    }

    /** A text of the reports by its key. */
    String text(String key) {
        return texts().getString(key);
    }

    /** The title of a column in the data formats. */
    String header(Definition report, Column column) {
        return text(report.name() + ".csv." + column.name());
    }

    /** All texts of the reports. */
    ResourceBundle texts() {
        return ResourceBundle.getBundle(
                TEXTS,
                locale,
                Language.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
