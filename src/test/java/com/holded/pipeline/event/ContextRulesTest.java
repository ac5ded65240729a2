package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextRulesTest {
    private final ContextRules rules = ContextRules.shipped();

    @ParameterizedTest
    @CsvSource({
        "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent,financial",
        "Holded\\Wallet\\Domain\\Card\\Event\\CardIssuedEvent,financial",
        "Holded\\Banking\\Domain\\Movement\\Events\\MovementImportedEvent,financial",
        "Holded\\Accounting\\Domain\\Account\\Event\\AccountCreatedEvent,financial",
        "Holded\\Treasury\\ForecastUpdatedEvent,financial",
        "Holded\\Payments\\Domain\\Payment\\Events\\PaymentReceivedEvent,financial",
        "Holded\\Wallet\\Domain\\Account\\Events\\WalletAccountOpenedEvent,account_management",
        "Holded\\Wallet\\Domain\\AccountHolder\\Event\\AccountHolderVerifiedEvent,account_management",
        "Holded\\Account\\Domain\\Account\\Events\\AccountCreatedEvent,account_management",
        "Holded\\Account\\Domain\\User\\Events\\UserInvitedEvent,user_management",
        "Holded\\Wallet\\Domain\\User\\Events\\UserUpdatedEvent,user_management",
        "Holded\\Sso\\Domain\\Session\\Events\\SessionStartedEvent,user_management",
        "Holded\\Team\\EmployeeHiredEvent,user_management",
        "Holded\\Invoicing\\Domain\\Invoice\\Events\\InvoicePaidEvent,invoicing",
        "Holded\\Contacts\\Domain\\Contact\\Event\\ContactCreatedEvent,invoicing",
        "Holded\\Product\\Domain\\Product\\Events\\ProductUpdatedEvent,invoicing",
        "Holded\\Wallet\\Domain\\Subscription\\Plan\\Events\\WalletSubscriptionFailedEvent,subscription",
        "Holded\\Platform\\Domain\\Billing\\Events\\BillingRenewedEvent,subscription",
        "Holded\\Platform\\Domain\\Feature\\Events\\FeatureEnabledEvent,other",
        "Holded\\Wallet\\WalletTransactionCreatedEvent,other",
        "Holded\\Accounts\\Domain\\Ledger\\Events\\LedgerClosedEvent,other",
        "Acme\\Wallet\\Domain\\Transaction\\Events\\TransactionCreatedEvent,other",
        "INVOICE_CREATED,other"
    })
    void an_event_type_is_classified_by_whole_segments(String eventType, String context) {
        assertThat(rules.classify(eventType).label()).isEqualTo(context);
    }

    @Test
    void a_line_that_is_no_rule_is_named() {
        assertThatThrownBy(() -> ContextRules.parse("finance Wallet Transaction"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finance Wallet Transaction");
    }

    @Test
    void two_rules_for_the_same_are_refused() {
        assertThatThrownBy(() -> ContextRules.parse("financial Wallet Card\nother Wallet Card"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other Wallet Card");
    }
}
