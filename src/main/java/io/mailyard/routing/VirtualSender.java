package io.mailyard.routing;

import io.mailyard.api.Schemas;
import io.mailyard.base.AccountId;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;

/**
 * Rules of an account that select a sender for each message. Each field is declared here once; what
 * a rule has is read by {@link RuleParser} and written by {@link RuleText}.
 */
public record VirtualSender(FieldValues values) implements FieldRow {
    static final Field<Long> ID = Field.id("The virtual sender.");
    static final Field<String> NAME = Field.plainlyNamed("Name, unique in the account.");

    /** Empty if it routes no e-mail. */
    private static final Field<List<Rule>> EMAIL_RULES =
            rules("email_rules", "Rules of e-mail, in their order.");

    /** Stored for the API only: no SMS is sent. */
    private static final Field<List<Rule>> SMS_RULES =
            rules("sms_rules", "Rules of SMS, in their order.");

    private static final Field<AccountId> ACCOUNT =
            Field.own(
                            "account_id",
                            ColumnCodec.NUMBER.map(AccountId::new, AccountId::value),
                            "The account.")
                    .key();
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    private static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** The audited fields. */
    static final List<Field<?>> AUDITED = List.of(ID, NAME, EMAIL_RULES, SMS_RULES);

    /** All fields, in the order of the answer. */
    static final List<Field<?>> FIELDS =
            Fields.joined(AUDITED, List.of(ACCOUNT, CREATED_AT, UPDATED_AT));

    private static Field<List<Rule>> rules(String name, String doc) {
        return Field.own(
                name,
                new ColumnCodec<>(
                        FieldKind.OTHER,
                        RuleText::kept,
                        (row, column) -> RuleText.read(row.text(column)),
                        RuleText::write,
                        Schemas.array(RuleText.SCHEMA.schema())),
                List.of(),
                doc);
    }

    /** A new virtual sender without rules. */
    static VirtualSender of(VirtualSenderId id, AccountId account, String name, Instant now) {
        return new VirtualSender(
                FieldValues.initial(FIELDS)
                        .with(ID, id.value())
                        .with(ACCOUNT, account)
                        .with(NAME, name)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    VirtualSender with(String name, List<Rule> emailRules, List<Rule> smsRules, Instant now) {
        return new VirtualSender(
                values.with(NAME, name)
                        .with(EMAIL_RULES, List.copyOf(emailRules))
                        .with(SMS_RULES, List.copyOf(smsRules))
                        .with(UPDATED_AT, now));
    }

    /** Returns this virtual sender, found and changed as one of this account alone. */
    VirtualSender of(AccountId owner) {
        return new VirtualSender(values.with(ACCOUNT, owner));
    }

    /** Counted from 1 over all accounts and never given to another virtual sender. */
    public VirtualSenderId id() {
        return new VirtualSenderId(get(ID));
    }

    /** Account whose mail it routes; no other account can see or name it. */
    public AccountId account() {
        return get(ACCOUNT);
    }

    /** Unique within the account. */
    public String name() {
        return get(NAME);
    }

    /** Rules in order; empty if it routes no e-mail. */
    public List<Rule> emailRules() {
        return get(EMAIL_RULES);
    }

    List<Rule> smsRules() {
        return get(SMS_RULES);
    }

    /** Number of senders named by its rules, counting repetitions. */
    long shares() {
        return shares(emailRules()) + shares(smsRules());
    }

    private static long shares(List<Rule> rules) {
        return rules.stream().mapToLong(rule -> rule.shares().size()).sum();
    }
}
