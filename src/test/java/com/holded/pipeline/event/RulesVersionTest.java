package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesVersionTest {
    private static final String RULES = "version 1\nfinancial Wallet Card\ninvoicing Invoicing -\n";
    private static final String WEIGHTS = "completeness=30,timeliness=20,plausibility=25,identity=25";

    @Test
    void the_same_rules_have_the_same_version_whatever_their_order_and_layout() {
        String reordered = "# a comment\ninvoicing   Invoicing  -\n\nversion 1\nfinancial Wallet Card\n";

        assertThat(of(reordered, " identity=25, completeness=30,plausibility=25,timeliness=20"))
                .isEqualTo(of(RULES, WEIGHTS));
    }

    @Test
    void a_version_is_the_same_on_every_machine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
        try {
            assertThat(of(RULES, WEIGHTS)).isEqualTo("r1-a5cccbb3b68f");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void any_change_of_a_rule_is_another_version_even_when_nobody_raised_it() {
        assertThat(of(RULES.replace("financial Wallet", "other Wallet"), WEIGHTS))
                .isNotEqualTo(of(RULES, WEIGHTS));
        assertThat(of(RULES.replace("version 1", "version 2"), WEIGHTS)).isNotEqualTo(of(RULES, WEIGHTS));
    }

    @Test
    void no_two_weightings_share_a_version() {
        Map<String, String> weightings = new HashMap<>();
        for (int completeness = 0; completeness <= 100; completeness++) {
            for (int timeliness = 0; timeliness <= 100 - completeness; timeliness += 3) {
                for (int plausibility = 0; plausibility <= 100 - completeness - timeliness; plausibility += 3) {
                    String weights = "completeness=" + completeness + ",timeliness=" + timeliness + ",plausibility="
                            + plausibility + ",identity=" + (100 - completeness - timeliness - plausibility);
                    assertThat(weightings.put(of(RULES, weights), weights)).isNull();
                }
            }
        }
    }

    private static String of(String rules, String weights) {
        return RulesVersion.of(ContextRules.parse(rules), QualityRules.ofWeights(weights));
    }
}
