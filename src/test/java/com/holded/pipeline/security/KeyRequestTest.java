package com.holded.pipeline.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRequestTest {
    @Test
    void takes_every_field() {
        NewKey key = KeyRequest.newKey(in("{\"name\":\" Tienda Ñ \",\"role\":\"producer\",\"company\":\"company_003\","
                + "\"expires_in\":\"P90D\",\"limits\":{\"events_per_second\":100,\"requests_per_second\":5}}"));

        assertThat(key)
                .isEqualTo(new NewKey(
                        "Tienda Ñ",
                        Role.PRODUCER,
                        "company_003",
                        90L * 24 * 3600,
                        new OwnLimits(100, 5),
                        SubjectGrants.NONE));
    }

    @Test
    void takes_rights_on_subjects() {
        NewKey key = KeyRequest.newKey(
                in("{\"name\":\"n\",\"role\":\"producer\",\"subjects\":{\"a:b.\":\"write\",\"c\":\"admin\"}}"));

        assertThat(key.subjects().byPrefix()).isEqualTo(Map.of("a:b.", SubjectRight.WRITE, "c", SubjectRight.ADMIN));
        assertThat(SubjectGrants.ofTexts(key.subjects().texts().toArray(String[]::new)))
                .isEqualTo(key.subjects());
    }

    @Test
    void needs_name_and_role_only() {
        assertThat(KeyRequest.newKey(in("{\"name\":\"n\",\"role\":\"admin\",\"company\":null,\"limits\":null}")))
                .isEqualTo(new NewKey("n", Role.ADMIN, "", 0, OwnLimits.NONE, SubjectGrants.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; {'role':'producer'}",
                "name; {'role':'producer','name':' '}",
                "name; {'role':'producer','name':7}",
                "name; {'role':'producer','name':'a\\nb'}",
                "role; {'name':'n'}",
                "role; {'name':'n','role':'ADMIN'}",
                "role; {'name':'n','role':'owner'}",
                "company; {'name':'n','role':'producer','company':'compañía 3'}",
                "company; {'name':'n','role':'admin','company':'c'}",
                "expires_in; {'name':'n','role':'producer','expires_in':'90 days'}",
                "expires_in; {'name':'n','role':'producer','expires_in':'PT0S'}",
                "expires_in; {'name':'n','role':'producer','expires_in':'P99999D'}",
                "expires_in; {'name':'n','role':'producer','expires_in':'PT9223372036854775807H'}",
                "limits; {'name':'n','role':'producer','limits':5}",
                "limits.burst; {'name':'n','role':'producer','limits':{'burst':5}}",
                "limits.events_per_second; {'name':'n','role':'producer','limits':{'events_per_second':0}}",
                "limits.events_per_second; {'name':'n','role':'producer','limits':{'events_per_second':'9'}}",
                "limits.requests_per_second; {'name':'n','role':'producer','limits':{'requests_per_second':1e400000000}}",
                "subjects; {'name':'n','role':'producer','subjects':['a']}",
                "subjects; {'name':'n','role':'producer','subjects':{'a':'read'}}",
                "subjects; {'name':'n','role':'producer','subjects':{' ':'write'}}",
                "subjects; {'name':'n','role':'producer','company':'c','subjects':{'a':'write'}}",
                "secret; {'name':'n','role':'producer','secret':'mine'}",
                "body; []",
                "name; {'name':'a','name':'b'}"
            })
    void names_the_field_that_is_wrong(String field, String body) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> KeyRequest.newKey(in(body.replace('\'', '"'))))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
                    assertThat(problem.parameters()).containsEntry("parameter", field);
                });
    }

    @Test
    void overlap_is_a_day_unless_said_otherwise() {
        assertThat(KeyRequest.overlap(in(""))).isEqualTo(Duration.ofHours(24));
        assertThat(KeyRequest.overlap(in("{}"))).isEqualTo(Duration.ofHours(24));
        assertThat(KeyRequest.overlap(in("{\"overlap\":\"PT0S\"}"))).isZero();
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> KeyRequest.overlap(in("{\"overlap\":\"-PT1S\"}")))
                .satisfies(problem -> assertThat(problem.parameters()).containsEntry("parameter", "overlap"));
    }

    @Test
    void a_body_of_any_size_is_refused_before_it_is_held() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> KeyRequest.newKey(in(" ".repeat(20_000))))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }

    private static InputStream in(String body) {
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }
}
