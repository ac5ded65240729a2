package com.holded.pipeline.reports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query whose values have names, such as {@code :company}. Values never become part of the query's text.
 *
 * @param text for the database, with a question mark for each value
 * @param names of the values in the order of the question marks
 */
record NamedSql(String text, List<String> names) {
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z_]+)");

    NamedSql {
        names = List.copyOf(names);
    }

    static NamedSql of(String sql) {
        List<String> names = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Matcher matcher = NAME.matcher(sql);
        while (matcher.find()) {
            names.add(matcher.group(1));
            matcher.appendReplacement(text, "?");
        }
        return new NamedSql(matcher.appendTail(text).toString(), names);
    }

    /** The query with its values written out, to be run by hand; for values that are not input. */
    static String written(String sql, Map<String, Object> values) {
        return NAME.matcher(sql).replaceAll(name -> Matcher.quoteReplacement(literal(value(values, name.group(1)))));
    }

    private static String literal(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        if (value instanceof LocalDate day) {
            return "date '" + (day.equals(LocalDate.MIN) ? "-infinity" : day.equals(LocalDate.MAX) ? "infinity" : day)
                    + "'";
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }

    /** The statement with its values. */
    PreparedStatement prepare(Connection connection, Map<String, Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        try {
            for (int index = 0; index < names.size(); index++) {
                statement.setObject(index + 1, value(values, names.get(index)));
            }
            return statement;
        } catch (SQLException | RuntimeException failure) {
            statement.close();
            throw failure;
        }
    }

    private static Object value(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("A query asks for :" + name);
        }
        return value;
    }
}
