package com.holded.pipeline.ops.grizzly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "/",
                "/events/0193-a",
                "/a%20b",
                "/%C3%B1",
                "/a..b",
                "/...",
                "/%F0%9F%98%80",
                "/a%2Fb",
                "/a;b=c"
            })
    void a_path_is_text_in_percent_encoding(String path) {
        assertThat(RequestRules.isGoodPath(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "events",
                "/%zz",
                "/%",
                "/%4",
                "/%00",
                "/%0d%0aSet-Cookie:x",
                "/%7f",
                "/%ff",
                "/%c0%af",
                "/%ed%a0%80",
                "/..",
                "/../a",
                "/a/../b",
                "/a/%2e%2e/b",
                "/a%2f..%2fb",
                "/a\\b"
            })
    void any_other_path_is_refused(String path) {
        assertThat(RequestRules.isGoodPath(path)).isFalse();
    }
}
