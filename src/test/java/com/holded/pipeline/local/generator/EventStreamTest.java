package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shares with a tolerance of more than four standard deviations of 20,000 draws; the seed is fixed anyway. */
class EventStreamTest {
    private static final Instant UNTIL = Instant.parse("2026-03-10T00:00:00Z");
    private static final int EVENTS = 20_000;
    private static final List<Element> ELEMENTS = elements(new Generation(EVENTS, 11, 40, UNTIL));
    private static final List<Element.Fresh> FRESH = ofKind(Element.Fresh.class);

    @Test
    void shares_of_redelivered_and_faulty_events() {
        assertThat(share(ofKind(Element.Redelivered.class).size(), EVENTS)).isCloseTo(0.02, within(0.004));
        assertThat(share(ofKind(Element.Faulty.class).size(), EVENTS)).isCloseTo(0.03, within(0.005));
    }

    @Test
    void shares_of_subjects() {
        assertThat(ofSubject(Subject.WALLET_TRANSACTION)).isCloseTo(0.55, within(0.015));
        assertThat(ofSubject(Subject.INVOICING)).isCloseTo(0.20, within(0.012));
        assertThat(ofSubject(Subject.ACCOUNT_OR_USER)).isCloseTo(0.10, within(0.009));
        assertThat(ofSubject(Subject.SUBSCRIPTION)).isCloseTo(0.05, within(0.007));
        assertThat(ofSubject(Subject.OTHER)).isCloseTo(0.10, within(0.009));
    }

    @Test
    void wallet_transactions_are_around_85_euros_and_one_in_twelve_is_negative() {
        List<Element.Fresh> transactions = FRESH.stream()
                .filter(fresh -> fresh.truth().type().subject() == Subject.WALLET_TRANSACTION)
                .toList();
        List<Double> sizes = transactions.stream()
                .map(fresh -> Math.abs(fresh.truth().charge().amount().doubleValue()))
                .sorted()
                .toList();

        assertThat(sizes.get(sizes.size() / 2)).isCloseTo(85.0, within(5.0));
        assertThat(share(transactions, fresh -> fresh.truth().charge().amount().signum() < 0))
                .isCloseTo(0.08, within(0.01));
        assertThat(transactions).allMatch(fresh -> fresh.truth().charge().present());
    }

    @Test
    void one_in_fifty_amounts_is_in_another_currency() {
        List<Element.Fresh> charged =
                FRESH.stream().filter(fresh -> fresh.truth().charge().present()).toList();

        assertThat(share(charged, fresh -> !fresh.truth().charge().currency().equals("EUR")))
                .isCloseTo(0.02, within(0.006));
    }

    @Test
    void companies_follow_zipf() {
        Map<Integer, Long> byRank = FRESH.stream()
                .collect(Collectors.groupingBy(fresh -> fresh.truth().company().rank(), Collectors.counting()));

        double harmonic = 0;
        for (int rank = 1; rank <= 40; rank++) {
            harmonic += 1.0 / rank;
        }
        assertThat(byRank).hasSize(40);
        assertThat(share(byRank.getOrDefault(1, 0L), FRESH.size())).isCloseTo(1 / harmonic, within(0.013));
        assertThat(share(byRank.getOrDefault(10, 0L), FRESH.size())).isCloseTo(0.1 / harmonic, within(0.005));
    }

    @Test
    void one_in_five_events_names_no_platform_and_two_in_five_carry_no_amplitude() {
        assertThat(share(
                        FRESH,
                        fresh -> !fresh.json().contains("requestPlatform")
                                || fresh.json().contains("\"requestPlatform\":null")))
                .isCloseTo(0.20, within(0.012));
        assertThat(share(FRESH, fresh -> !fresh.json().contains("AmplitudeTrackStamp")))
                .isCloseTo(0.40, within(0.015));
    }

    @Test
    void one_in_a_hundred_events_has_no_message_id() {
        assertThat(share(FRESH, fresh -> !fresh.truth().identified())).isCloseTo(0.01, within(0.003));
        assertThat(ofKind(Element.Redelivered.class))
                .allMatch(redelivered -> redelivered.truth().identified());
    }

    @Test
    void message_ids_are_unique_and_a_redelivery_repeats_an_earlier_message_byte_for_byte() {
        Set<String> ids = new HashSet<>();
        Set<String> sent = new HashSet<>();
        for (Element element : ELEMENTS) {
            if (element instanceof Element.Fresh fresh) {
                sent.add(fresh.json());
                assertThat(!fresh.truth().identified() || ids.add(fresh.truth().messageId()))
                        .as(fresh.truth().messageId())
                        .isTrue();
            } else if (element instanceof Element.Redelivered redelivered) {
                assertThat(sent).contains(redelivered.json());
            }
        }
    }

    @Test
    void events_happen_within_the_sixty_days_and_one_in_thirty_is_late() {
        Instant from = UNTIL.minus(Generation.SPAN);
        Instant latest = Instant.MIN;
        int late = 0;
        Duration longest = Duration.ZERO;
        for (Element.Fresh fresh : FRESH) {
            Instant at = fresh.truth().at();
            assertThat(at).isBetween(from, UNTIL.minusMillis(1));
            Duration behind = latest.equals(Instant.MIN) ? Duration.ZERO : Duration.between(at, latest);
            if (behind.compareTo(Duration.ofMinutes(59)) > 0) {
                late++;
                longest = behind.compareTo(longest) > 0 ? behind : longest;
            }
            latest = at.isAfter(latest) ? at : latest;
        }
        assertThat(share(late, EVENTS)).isCloseTo(0.03, within(0.005));
        assertThat(longest).isBetween(Duration.ofHours(60), Duration.ofHours(72));
    }

    @Test
    void business_is_done_in_madrid_working_hours_and_peaks_at_the_end_of_the_month() {
        List<ZonedDateTime> times = FRESH.stream()
                .map(fresh -> fresh.truth().at().atZone(BusinessHours.MADRID))
                .toList();
        Map<Integer, Long> byWeekOfJanuary = times.stream()
                .filter(time -> time.getMonthValue() == 1 && time.getDayOfWeek() == DayOfWeek.FRIDAY)
                .collect(Collectors.groupingBy(ZonedDateTime::getDayOfMonth, Collectors.counting()));

        assertThat(share(times, time -> time.getDayOfWeek().getValue() <= 5)).isGreaterThan(0.97);
        assertThat(share(times, time -> time.getHour() >= 8 && time.getHour() < 20))
                .isGreaterThan(0.9);
        assertThat(byWeekOfJanuary.getOrDefault(30, 0L) / (double) byWeekOfJanuary.getOrDefault(23, 1L))
                .isCloseTo(2.2, within(0.5));
    }

    @Test
    void every_fault_occurs_among_5000_events_about_equally_often() {
        Map<Fault, Long> counts = elements(new Generation(5_000, 3, 40, UNTIL)).stream()
                .filter(Element.Faulty.class::isInstance)
                .map(element -> ((Element.Faulty) element).fault())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts.keySet()).isEqualTo(EnumSet.allOf(Fault.class));
        assertThat(counts.values().stream().max(Comparator.naturalOrder()).orElseThrow()
                        - counts.values().stream()
                                .min(Comparator.naturalOrder())
                                .orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void every_type_and_every_kind_of_company_id_occurs() {
        assertThat(FRESH.stream().map(fresh -> fresh.truth().type()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(EventType.ALL);
        Set<String> ids =
                FRESH.stream().map(fresh -> fresh.truth().company().id()).collect(Collectors.toSet());
        assertThat(ids).allMatch(id -> id.matches("[A-Za-z0-9._:~@-]{1,128}"));
        for (String kind : List.of(
                "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                "[0-9a-hjkmnp-tv-z]{26}", "[0-9a-f]{24}", "company_\\d{3}")) {
            assertThat(ids).anyMatch(id -> id.matches(kind));
        }
    }

    @Test
    void faulty_events_are_well_formed_json() {
        List<Element.Faulty> faulty = ofKind(Element.Faulty.class);

        for (Element.Faulty element : faulty) {
            JsonNode node = JsonMapper.shared().readTree(element.json());
            assertThat(node.isObject()).isEqualTo(element.fault() != Fault.NO_OBJECT);
        }
    }

    private static List<Element> elements(Generation generation) {
        List<Element> elements = new ArrayList<>();
        new EventStream(generation).forEachRemaining(elements::addAll);
        return elements;
    }

    private static <T extends Element> List<T> ofKind(Class<T> kind) {
        return ELEMENTS.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static double ofSubject(Subject subject) {
        return share(FRESH, fresh -> fresh.truth().type().subject() == subject);
    }

    private static <T> double share(List<T> all, Predicate<T> which) {
        return share(all.stream().filter(which).count(), all.size());
    }

    private static double share(long some, long all) {
        return (double) some / all;
    }
}
