package com.holded.pipeline.local.generator;

import static com.holded.pipeline.local.generator.Subject.ACCOUNT_OR_USER;
import static com.holded.pipeline.local.generator.Subject.INVOICING;
import static com.holded.pipeline.local.generator.Subject.OTHER;
import static com.holded.pipeline.local.generator.Subject.WALLET_TRANSACTION;

import java.util.Arrays;
import java.util.List;

/**
 * A type of event and what is known of it. The business context stands here because a person read the rules and
 * wrote it down, and must not come from the product.
 *
 * @param name as it is sent
 * @param subscription target subscription
 * @param context business context that the product has to find
 * @param subject what it is about
 * @param weight share within its subject
 */
record EventType(String name, String subscription, String context, Subject subject, int weight) {
    /**
     * All types. On purpose: {@code Event\} and {@code Events\} and neither; Account, Accounting and AccountHolder;
     * an account of Banking, which is financial; a subscription of Wallet; segments that merely contain a known
     * word (UserGroup, Accountant); flat names of the old interface, which have no module.
     */
    static final List<EventType> ALL = List.of(
            of(
                    "Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent",
                    "financial",
                    WALLET_TRANSACTION,
                    60),
            of(
                    "Wallet\\Domain\\Transaction\\Event\\WalletTransactionSettledEvent",
                    "financial",
                    WALLET_TRANSACTION,
                    20),
            of(
                    "Wallet\\Domain\\Transaction\\Events\\WalletTransactionUpdatedEvent",
                    "financial",
                    WALLET_TRANSACTION,
                    12),
            of("Wallet\\Domain\\Transaction\\WalletTransactionReconciledEvent", "financial", WALLET_TRANSACTION, 8),
            of("Invoicing\\Domain\\Invoice\\Events\\InvoiceCreatedEvent", "invoicing", INVOICING, 35),
            of("Invoicing\\Domain\\Invoice\\Event\\InvoiceSettledEvent", "invoicing", INVOICING, 20),
            of("Invoicing\\Domain\\Estimate\\EstimateApprovedEvent", "invoicing", INVOICING, 10),
            of("Contacts\\Domain\\Contact\\Events\\ContactCreatedEvent", "invoicing", INVOICING, 15),
            of("Product\\Domain\\Product\\Events\\ProductUpdatedEvent", "invoicing", INVOICING, 20),
            of("Wallet\\Domain\\Account\\Events\\WalletAccountOpenedEvent", "account_management", ACCOUNT_OR_USER, 20),
            of(
                    "Wallet\\Domain\\AccountHolder\\Event\\AccountHolderVerifiedEvent",
                    "account_management",
                    ACCOUNT_OR_USER,
                    15),
            of("Account\\Domain\\Account\\AccountConfiguredEvent", "account_management", ACCOUNT_OR_USER, 15),
            of("Wallet\\Domain\\User\\Events\\UserUpdatedEvent", "user_management", ACCOUNT_OR_USER, 25),
            of("Crm\\Domain\\User\\Event\\UserAssignedEvent", "user_management", ACCOUNT_OR_USER, 5),
            of("Sso\\Domain\\Session\\Events\\SessionStartedEvent", "user_management", ACCOUNT_OR_USER, 15),
            of("Team\\Domain\\Member\\Event\\MemberInvitedEvent", "user_management", ACCOUNT_OR_USER, 5),
            of(
                    "Wallet\\Domain\\Subscription\\Events\\WalletSubscriptionFailedEvent",
                    "subscription",
                    Subject.SUBSCRIPTION,
                    40),
            of("Platform\\Domain\\Billing\\Event\\BillingPlanChangedEvent", "subscription", Subject.SUBSCRIPTION, 35),
            of("Crm\\Domain\\Subscription\\SubscriptionRenewedEvent", "subscription", Subject.SUBSCRIPTION, 25),
            of("Accounting\\Domain\\Entry\\Events\\AccountingEntryPostedEvent", "financial", OTHER, 5),
            of("Banking\\Domain\\Account\\Event\\BankAccountSyncedEvent", "financial", OTHER, 4),
            of("Treasury\\Domain\\Forecast\\TreasuryForecastChangedEvent", "financial", OTHER, 3),
            of("Wallet\\Domain\\Card\\Events\\WalletCardIssuedEvent", "financial", OTHER, 3),
            of("Crm\\Domain\\Lead\\Events\\LeadCreatedEvent", "other", OTHER, 12),
            of("Projects\\Domain\\Task\\Event\\TaskCompletedEvent", "other", OTHER, 12),
            of("Crm\\Domain\\UserGroup\\Events\\UserGroupCreatedEvent", "other", OTHER, 4),
            of("Accountant\\Domain\\Invitation\\AccountantInvitedEvent", "other", OTHER, 4),
            of("Platform\\Domain\\Notification\\Events\\NotificationSentEvent", "other", OTHER, 3),
            flat("INVOICE_CREATED", 25),
            flat("CONTACT_IMPORTED", 10),
            flat("USER_LOGIN", 10),
            flat("REPORT_DOWNLOADED", 5));

    private static EventType of(String path, String context, Subject subject, int weight) {
        String module = path.substring(0, path.indexOf('\\'));
        return new EventType("Holded\\" + path, module, context, subject, weight);
    }

    private static EventType flat(String name, int weight) {
        return new EventType(name, "", "other", OTHER, weight);
    }

    /** Whether the type belongs to the old interface and is only ever sent flat. */
    boolean flatOnly() {
        return subscription.isEmpty();
    }

    /** Share of the types that are only ever sent flat among all valid events. */
    static double flatOnlyShare() {
        double subjects =
                Arrays.stream(Subject.values()).mapToDouble(Subject::share).sum();
        return ALL.stream()
                .filter(EventType::flatOnly)
                .mapToDouble(type -> type.subject().share() / subjects * type.weight() / weightOf(type.subject()))
                .sum();
    }

    private static double weightOf(Subject subject) {
        return ALL.stream()
                .filter(type -> type.subject() == subject)
                .mapToDouble(EventType::weight)
                .sum();
    }
}
