package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistryErrorTest {
    @ParameterizedTest
    @EnumSource
    void code_begins_with_its_status(RegistryError error) {
        assertThat(String.valueOf(error.code())).startsWith(String.valueOf(error.status()));
    }
}
