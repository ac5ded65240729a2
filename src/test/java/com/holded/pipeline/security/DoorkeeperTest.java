package com.holded.pipeline.security;

import static com.holded.pipeline.security.VisitBuilder.aVisit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorkeeperTest {
    private static final String ADMIN = "admin-key-of-twenty-four-characters";
    private static final String PRODUCER = "producer-key-of-twenty-four-characters";
    private static final String ANALYST = "analyst-key-of-twenty-four-characters";
    private static final Caller ADMINISTRATOR = new Caller("admin", Set.of(Role.ADMIN));
    private static final Caller ANONYMOUS = new Caller("anonymous", Set.of(Role.PRODUCER, Role.ANALYST));

    private final SecureRandom random = new SecureRandom();
    private final MemoryKeys source = new MemoryKeys();
    // Looks only when a test says so.
    private final LiveKeys stored = new LiveKeys(source, Clock.systemUTC(), Duration.ofHours(1));
    private final Doorkeeper production = new Doorkeeper(settings("production"), stored);
    private final Doorkeeper local = new Doorkeeper(settings("local"), stored);

    @Test
    void knows_a_key_in_each_form() {
        assertThat(production.admit(aVisit().authorization("Bearer " + ADMIN).build()))
                .isEqualTo(ADMINISTRATOR);
        assertThat(production.admit(aVisit().authorization("bearer " + ADMIN).build()))
                .isEqualTo(ADMINISTRATOR);
        assertThat(production.admit(aVisit().apiKey(ADMIN).build())).isEqualTo(ADMINISTRATOR);
        assertThat(production.admit(aVisit().basic("admin", ADMIN).build())).isEqualTo(ADMINISTRATOR);
        assertThat(production.admit(aVisit().apiKey(PRODUCER).build()))
                .isEqualTo(new Caller("producer", Set.of(Role.PRODUCER)));
        assertThat(production.admit(aVisit().apiKey(ANALYST).build()))
                .isEqualTo(new Caller("analyst", Set.of(Role.ANALYST)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong-key-of-twenty-four-characters",
                "Bearer",
                "Bearer ",
                "Basic",
                "Basic !!!",
                "Basic YWRtaW4=",
                "Digest username=admin",
                "admin-key-of-twenty-four-characters",
                ""
            })
    void refuses_a_wrong_header_in_both_modes_with_the_same_words(String header) {
        assertRefused(production, aVisit().authorization(header), ErrorCode.UNAUTHORIZED)
                .withMessage("The credentials are not valid.");
        assertRefused(local, aVisit().authorization(header), ErrorCode.UNAUTHORIZED)
                .withMessage("The credentials are not valid.");
    }

    @Test
    void refuses_a_right_secret_under_another_id() {
        assertRefused(production, aVisit().basic("analyst", ADMIN), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void refuses_two_different_keys_at_once() {
        assertRefused(production, aVisit().authorization("Bearer " + ADMIN).apiKey(ANALYST), ErrorCode.UNAUTHORIZED);
        assertRefused(production, aVisit().apiKey(ADMIN).apiKey("wrong"), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void takes_the_same_key_twice() {
        Visit visit = aVisit().authorization("Bearer " + ADMIN).apiKey(ADMIN).build();

        assertThat(production.admit(visit)).isEqualTo(ADMINISTRATOR);
    }

    @Test
    void refuses_a_key_that_is_longer_than_any_key() {
        assertRefused(local, aVisit().apiKey("k".repeat(Credential.MOST_CHARACTERS + 1)), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void lets_nobody_in_by_an_unset_key() {
        Settings adminOnly = settings("production", Map.of("HOLDED_PRODUCER_KEY", "", "HOLDED_ANALYST_KEY", ""));

        assertRefused(new Doorkeeper(adminOnly, stored), aVisit().apiKey(PRODUCER), ErrorCode.UNAUTHORIZED);
        assertRefused(new Doorkeeper(adminOnly, stored), aVisit().apiKey(""), ErrorCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events", "/metrics", "/openapi", "/docs", "/ui/app.js", "/health/", "/healthy"})
    void asks_a_key_of_everyone_in_production(String path) {
        assertRefused(production, aVisit().to(path), ErrorCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
    void lets_probes_in_without_a_key_and_without_a_role(String path) {
        assertThat(production.admit(aVisit().to(path).build())).isEqualTo(Caller.NOBODY);
        assertThat(local.admit(aVisit().to(path).host("10.1.2.3:8000").build())).isEqualTo(Caller.NOBODY);
    }

    @Test
    void refuses_a_probe_with_a_wrong_key() {
        assertRefused(production, aVisit().to("/health").apiKey("wrong"), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void keeps_metrics_from_producers() {
        assertRefused(production, aVisit().to("/metrics").apiKey(PRODUCER), ErrorCode.FORBIDDEN);
        assertRefused(production, aVisit().to("/metrics/base").apiKey(PRODUCER), ErrorCode.FORBIDDEN);
        assertThat(production
                        .admit(aVisit().to("/metrics").apiKey(ANALYST).build())
                        .keyId())
                .isEqualTo("analyst");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8000", "LOCALHOST:1", "127.0.0.1:8000", "127.8.9.1", "[::1]:8000"})
    void makes_anonymous_callers_producer_and_analyst_in_local_mode(String host) {
        assertThat(local.admit(aVisit().host(host).build())).isEqualTo(ANONYMOUS);
        assertThat(local.admit(aVisit().host(host).to("/health").build())).isEqualTo(ANONYMOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example:8000", "127.0.0.1.evil.example", "10.0.0.5:8000", ""})
    void refuses_other_names_of_this_machine_in_local_mode(String host) {
        assertRefused(local, aVisit().host(host), ErrorCode.FORBIDDEN);
        assertThat(local.admit(aVisit().host(host).apiKey(ADMIN).build())).isEqualTo(ADMINISTRATOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void refuses_an_anonymous_post_that_a_form_of_another_site_could_send(String contentType) {
        assertRefused(local, aVisit().posting(contentType), ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(local.admit(aVisit().posting(contentType).apiKey(ADMIN).build()))
                .isEqualTo(ADMINISTRATOR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/vnd.schemaregistry.v1+json"
            })
    void takes_an_anonymous_post_of_json(String contentType) {
        assertThat(local.admit(aVisit().posting(contentType).build())).isEqualTo(ANONYMOUS);
    }

    @Test
    void refuses_pages_of_other_sites_what_the_browser_adds_by_itself() {
        VisitBuilder post = aVisit().posting("application/json").origin("https://evil.example");

        assertRefused(local, post, ErrorCode.FORBIDDEN);
        assertRefused(local, aVisit().deleting().origin("null"), ErrorCode.FORBIDDEN);
        assertRefused(local, aVisit().fetch("cross-site", "no-cors"), ErrorCode.FORBIDDEN);
        assertRefused(production, post.basic("admin", ADMIN), ErrorCode.FORBIDDEN);
    }

    @Test
    void lets_own_pages_and_links_from_elsewhere_through() {
        Visit ownPost = aVisit().posting("application/json")
                .origin("http://localhost:8000")
                .fetch("same-origin", "cors")
                .build();
        Visit followedLink = aVisit().to("/").fetch("cross-site", "navigate").build();

        assertThat(local.admit(ownPost)).isEqualTo(ANONYMOUS);
        assertThat(local.admit(followedLink)).isEqualTo(ANONYMOUS);
    }

    @Test
    void knows_a_stored_key_in_each_form() {
        Token token = stored(Role.PRODUCER, Long.MAX_VALUE);
        String secret = token.reveal().substring(token.reveal().lastIndexOf('_') + 1);
        Caller caller = new Caller(token.keyId(), Set.of(Role.PRODUCER));

        assertThat(production.admit(
                        aVisit().authorization("Bearer " + token.reveal()).build()))
                .isEqualTo(caller);
        assertThat(production.admit(aVisit().apiKey(token.reveal()).build())).isEqualTo(caller);
        assertThat(production.admit(aVisit().basic(token.keyId(), secret).build()))
                .isEqualTo(caller);
        assertThat(production.admit(
                        aVisit().basic(token.keyId(), token.reveal()).build()))
                .isEqualTo(caller);
    }

    @Test
    void refuses_wrong_forms_of_a_stored_key_with_the_same_words() {
        Token token = stored(Role.ADMIN, Long.MAX_VALUE);
        Token other = stored(Role.ADMIN, Long.MAX_VALUE);
        Token expired = stored(Role.ADMIN, 0);
        Token unknown = Token.make(random);
        String text = token.reveal();
        String secret = text.substring(text.lastIndexOf('_') + 1);

        for (VisitBuilder visit : List.of(
                aVisit().apiKey(secret),
                aVisit().apiKey(token.keyId()),
                aVisit().apiKey(text + "0"),
                aVisit().apiKey(text.substring(0, text.length() - 1)),
                aVisit().apiKey(text.toUpperCase(Locale.ROOT)),
                aVisit().apiKey("hld_" + other.keyId() + "_" + secret),
                aVisit().apiKey(unknown.reveal()),
                aVisit().apiKey(expired.reveal()),
                aVisit().basic("admin", text),
                aVisit().basic(other.keyId(), secret),
                aVisit().basic(other.keyId(), text),
                aVisit().basic(token.keyId(), ADMIN),
                aVisit().apiKey(text).authorization("Bearer " + other.reveal()),
                aVisit().apiKey(text).authorization("Bearer " + ADMIN))) {
            assertRefused(production, visit, ErrorCode.UNAUTHORIZED).withMessage("The credentials are not valid.");
            assertRefused(local, visit, ErrorCode.UNAUTHORIZED).withMessage("The credentials are not valid.");
        }
    }

    @Test
    void says_try_again_to_what_may_be_a_stored_key_before_those_are_known() {
        Token token = Token.make(random);

        assertRefused(production, aVisit().apiKey(token.reveal()), ErrorCode.DATABASE_UNAVAILABLE);
        assertRefused(production, aVisit().apiKey("any-other-text"), ErrorCode.UNAUTHORIZED);
        assertThat(production.admit(aVisit().apiKey(ADMIN).build())).isEqualTo(ADMINISTRATOR);
    }

    @Test
    void keeps_figures_of_all_companies_from_a_bound_key() {
        Token token = Token.make(random);
        source.put(
                new Caller(token.keyId(), Set.of(Role.ANALYST), "company_003", OwnLimits.NONE), Long.MAX_VALUE, token);
        stored.look();

        assertRefused(production, aVisit().to("/metrics").apiKey(token.reveal()), ErrorCode.FORBIDDEN);
        assertThat(production.admit(aVisit().apiKey(token.reveal()).build()).company())
                .contains("company_003");
    }

    private Token stored(Role role, long expiresAtMillis) {
        Token token = Token.make(random);
        source.put(new Caller(token.keyId(), Set.of(role)), expiresAtMillis, token);
        stored.look();
        return token;
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<ProblemException> assertRefused(
            Doorkeeper doorkeeper, VisitBuilder visit, ErrorCode code) {
        return assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> doorkeeper.admit(visit.build()))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static Settings settings(String mode) {
        return settings(mode, Map.of());
    }

    private static Settings settings(String mode, Map<String, String> changed) {
        Map<String, String> values = Map.of(
                "HOLDED_MODE", mode,
                "HOLDED_ADMIN_KEY", ADMIN,
                "HOLDED_PRODUCER_KEY", PRODUCER,
                "HOLDED_ANALYST_KEY", ANALYST,
                "MINIO_ENDPOINT", "http://storage.example",
                "MINIO_ACCESS_KEY", "access",
                "MINIO_SECRET_KEY", "hidden",
                "POSTGRES_HOST", "database.example",
                "POSTGRES_USER", "owner",
                "POSTGRES_PASSWORD", "hidden");
        return Settings.load(name -> Optional.ofNullable(changed.getOrDefault(name, values.get(name))));
    }
}
