package com.holded.pipeline.local.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * A customer's account.
 *
 * @param rank from 1; the busiest is first
 * @param id account id, of one of the four kinds in use
 * @param name as its owner writes it, with accents
 * @param users 1 to 6 user ids
 */
record Company(int rank, String id, String name, List<String> users) {
    /** Accounts were opened before any event: on 2023-01-16, one a minute. */
    private static final long FIRST_ACCOUNT = 1_673_863_200_000L;

    private static final int MOST_USERS = 6;

    Company {
        users = List.copyOf(users);
    }

    /** {@code count} companies, busiest first. */
    static List<Company> population(int count, Dice dice) {
        List<Company> companies = new ArrayList<>(count);
        for (int rank = 1; rank <= count; rank++) {
            List<String> users = new ArrayList<>();
            int size = dice.between(1, MOST_USERS);
            for (int user = 1; user <= size; user++) {
                users.add(identifier("user", companies.size() * MOST_USERS + user, rank + user, dice));
            }
            companies.add(new Company(rank, identifier("company", rank, rank, dice), Spanish.company(dice), users));
        }
        return List.copyOf(companies);
    }

    private static String identifier(String prefix, int number, int kind, Dice dice) {
        long opened = FIRST_ACCOUNT + number * 60_000L;
        return switch (kind % 4) {
            case 0 -> Identifiers.uuid(dice);
            case 1 -> Identifiers.objectId(dice, opened);
            case 2 -> Identifiers.ulid(dice, opened);
            default -> Identifiers.numbered(prefix, number);
        };
    }

    /** Zipf: the company of rank r has 1/r of the first one's events. */
    double weight() {
        return 1.0 / rank;
    }
}
