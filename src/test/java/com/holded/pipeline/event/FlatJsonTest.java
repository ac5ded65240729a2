package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FlatJsonTest {
    private static final int AS_DEEP_AS_SETTINGS_GO = 500;
    private static final long SMALL_STACK_BYTES = 512 << 10;

    @Test
    void every_kind_of_value_travels_in_its_order() throws Exception {
        Json.Obj object = new JsonBuilder()
                .text("z", "ñ \ud83e\uddfe \u0000 \ud800")
                .number("amount", "1.10")
                .member("t", new Json.Bool(true))
                .member("f", new Json.Bool(false))
                .member("null", Json.Null.NULL)
                .member("verbatim", new Json.Verbatim("{}"))
                .member("empty", Json.Obj.EMPTY)
                .member(
                        "a",
                        new Json.Arr(List.of(
                                new Json.Arr(List.of()),
                                new JsonBuilder().text("", "").build(),
                                new Json.Num("-0"))))
                .number("last", 1)
                .build();

        Json.Obj copy = travelled(object);

        assertThat(copy).isEqualTo(object);
        assertThat(copy.members().keySet())
                .containsExactlyElementsOf(object.members().keySet());
    }

    @Test
    void depth_costs_no_stack_that_a_worker_might_not_have() throws Exception {
        Json value = new Json.Num("1");
        for (int level = 0; level < AS_DEEP_AS_SETTINGS_GO; level++) {
            value = level % 2 == 0
                    ? new Json.Arr(List.of(value))
                    : new JsonBuilder().member("m", value).build();
        }
        Json.Obj deep = new JsonBuilder().member("deep", value).build();
        AtomicReference<Object> result = new AtomicReference<>();
        Thread worker = new Thread(
                null,
                () -> {
                    try {
                        result.set(travelled(deep));
                    } catch (Exception | StackOverflowError failed) {
                        result.set(failed);
                    }
                },
                "worker",
                SMALL_STACK_BYTES);

        worker.start();
        worker.join();

        assertThat(result.get()).isEqualTo(deep);
    }

    private static Json.Obj travelled(Json.Obj object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Json.Obj) in.readObject();
        }
    }
}
