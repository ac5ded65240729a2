package com.holded.pipeline.reports;

import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Locale;
import net.sf.jasperreports.engine.util.DefaultFormatFactory;

/** Rounds printed numbers as SQL and people do, half up, so that a printed cent equals the database's. */
final class HalfUpFormats extends DefaultFormatFactory {
    @Override
    public NumberFormat createNumberFormat(String pattern, Locale locale) {
        NumberFormat format = super.createNumberFormat(pattern, locale);
        if (format != null) {
            format.setRoundingMode(RoundingMode.HALF_UP);
        }
        return format;
    }
}
