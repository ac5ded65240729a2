package com.holded.pipeline.reports;

import java.text.NumberFormat;
import java.util.Locale;
import net.sf.jasperreports.engine.util.DefaultFormatFactory;

/**
 * Rounds printed numbers as SQL and people do, half up, so that a printed cent equals the database's, and prints a minus as
 * wide as a plus.
 */
final class HalfUpFormats extends DefaultFormatFactory {
    @Override
    public NumberFormat createNumberFormat(String pattern, Locale locale) {
        NumberFormat format = super.createNumberFormat(pattern, locale);
        if (format != null) {
            Printed.rules(format);
        }
        return format;
    }
}
