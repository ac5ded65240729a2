package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private static final String CONNECTED = "10.0.0.7";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 203.0.113.9               | 10.0.0.7",
                "1 | 203.0.113.9               | 203.0.113.9",
                "1 | 198.51.100.1, 203.0.113.9 | 203.0.113.9",
                "2 | 198.51.100.1, 203.0.113.9 | 198.51.100.1",
                "3 | 198.51.100.1, 203.0.113.9 | 198.51.100.1",
                "1 | 203.0.113.9:4711          | 203.0.113.9",
                "1 | [2001:db8::1]:4711        | 2001:db8::1",
                "1 | 2001:db8::1               | 2001:db8::1"
            })
    void believes_as_many_entries_as_there_are_proxies(int proxies, String header, String address) {
        assertThat(new Origins(true, proxies, "X-Forwarded-For").address(CONNECTED, List.of(header)))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.9                                 | 203.0.113.9",
                "For=\"[2001:db8::1]:4711\";proto=https          | 2001:db8::1",
                "for=198.51.100.1, by=10.0.0.1;for=203.0.113.9   | 203.0.113.9",
                "for=_hidden                                     | ''",
                "proto=https                                     | ''"
            })
    void reads_the_standard_header(String header, String address) {
        assertThat(new Origins(true, 1, "Forwarded").address(CONNECTED, List.of(header)))
                .isEqualTo(address);
    }

    @Test
    void several_headers_are_one_list_and_no_header_is_the_connection() {
        Origins origins = new Origins(true, 1, "X-Forwarded-For");

        assertThat(origins.address(CONNECTED, List.of("198.51.100.1", "203.0.113.9")))
                .isEqualTo("203.0.113.9");
        assertThat(origins.address(CONNECTED, List.of())).isEqualTo(CONNECTED);
    }

    @Test
    void what_is_no_address_is_not_kept() {
        assertThat(new Origins(true, 1, "X-Forwarded-For").address(CONNECTED, List.of("${jndi:ldap://x}")))
                .isEmpty();
    }
}
