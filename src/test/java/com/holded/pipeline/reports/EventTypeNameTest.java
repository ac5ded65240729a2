package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventTypeNameTest {
    @Test
    void splits_a_type_into_its_name_and_where_it_comes_from() {
        assertThat(EventTypeName.of("Holded\\Wallet\\Events\\CreatedEvent"))
                .isEqualTo(new EventTypeName("CreatedEvent", "Holded › Wallet › Events"));
    }

    @Test
    void keeps_a_type_without_parts_whole() {
        assertThat(EventTypeName.of("invoice.paid")).isEqualTo(new EventTypeName("invoice.paid", ""));
        assertThat(EventTypeName.of("odd\\")).isEqualTo(new EventTypeName("odd\\", ""));
    }

    @Test
    void prints_a_sign_for_what_no_font_can_show() {
        assertThat(Glyphs.printable("ñ € l·l Ŀ ✓ 漢")).isEqualTo("ñ € l·l Ŀ ✓ \uFFFD");
    }
}
