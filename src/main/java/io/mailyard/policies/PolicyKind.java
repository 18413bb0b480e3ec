package io.mailyard.policies;

import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.Fault;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A kind of policy: its names and its special rules. Another kind takes a record like {@link
 * Strategy}, a table, and a line here.
 */
public final class PolicyKind<T extends Policy> {
    public static final PolicyKind<Strategy> STRATEGY = Strategy.described();
    public static final PolicyKind<RetryRule> RETRY_RULE = RetryRule.described();
    public static final PolicyKind<Isp> ISP = Isp.described();
    public static final PolicyKind<LockRule> LOCK_RULE = LockRule.described();
    public static final PolicyKind<BouncePattern> BOUNCE_PATTERN = BouncePattern.described();
    public static final PolicyKind<SigningKey> KEY = SigningKey.described();
    public static final PolicyKind<FixedRoute> ROUTE = FixedRoute.described();

    private final String noun;
    private final String one;
    private final String says;
    private final List<Field<?>> fields;
    private final PolicyHooks rules;
    private final FieldTable<PolicyRow> table;
    private final Function<PolicyRow, T> make;

    /**
     * Creates a kind.
     *
     * @param noun the noun in the calls' paths, and the table's name
     * @param item its singular, with a blank between words
     * @param says a sentence for the OpenAPI document
     * @param fields the first one is unique
     * @param make creates the record of a row
     */
    PolicyKind(
            String noun,
            String item,
            String says,
            List<Field<?>> fields,
            PolicyHooks rules,
            Function<PolicyRow, T> make) {
        this.noun = noun;
        this.one = item;
        this.says = says;
        this.fields = fields;
        this.rules = rules;
        this.table = new FieldTable<>(noun, PolicyRow.columns(fields), PolicyRow::new);
        this.make = make;
    }

    /** All kinds, in the order of the documentation. */
    public static List<PolicyKind<?>> all() {
        return List.of(STRATEGY, RETRY_RULE, LOCK_RULE, BOUNCE_PATTERN, ISP, KEY, ROUTE);
    }

    /** The plural, for example {@code retry_rules}. */
    public String noun() {
        return noun;
    }

    /** The singular, for example {@code retry rule}. */
    public String one() {
        return one;
    }

    /** The singular with its article, for example {@code a retry rule}. */
    public String aOne() {
        return (one.startsWith("I") ? "an " : "a ") + one;
    }

    /** The type, for example {@code retry_rule}: an audit row's {@code object_type}. */
    String objectType() {
        return one.replace(' ', '_');
    }

    /** The component of the OpenAPI document, for example {@code RetryRule}. */
    String component() {
        StringBuilder name = new StringBuilder();
        for (String word : (one.equals("route") ? "fixed route" : one).split(" ", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** A sentence for the OpenAPI document and for the help. */
    public String says() {
        return says;
    }

    /** Its own fields, besides its id and times. */
    public List<Field<?>> fields() {
        return fields;
    }

    /** The unique field: the name, or a route's domain. */
    @SuppressWarnings("unchecked") // a text in every kind
    Field<String> label() {
        return (Field<String>) fields.getFirst();
    }

    PolicyHooks rules() {
        return rules;
    }

    FieldTable<PolicyRow> table() {
        return table;
    }

    /** The policy with this value of the unique field. */
    Optional<PolicyRow> labelled(Tx tx, String label) {
        return table.find(tx, label().column() + " = ?", label);
    }

    /**
     * The id of another policy whose name differs only in case. Domains have only one case; a key's
     * name is compared with those of its owner, who may have thousands.
     */
    OptionalLong alike(Tx tx, PolicyRow row) {
        boolean isKey = fields.contains(SigningKey.ACCOUNT);
        if (!label().name().equals("name")
                || (isKey && ClaimKeys.isNameOf(row.get(label()), row.values()))) {
            return OptionalLong.empty();
        }
        return isKey
                ? table.alike(tx, label(), row, "account_id = ?", row.get(SigningKey.ACCOUNT))
                : table.alike(tx, label(), row, FieldTable.ALL);
    }

    T made(PolicyRow kept) {
        return make.apply(kept);
    }

    /** The parameters of {@code save} besides {@code id}. */
    List<Param<?>> params() {
        List<Param<?>> params = new ArrayList<>();
        fields.forEach(field -> field.param().ifPresent(params::add));
        params.addAll(rules.more());
        return List.copyOf(params);
    }

    /** Checks members of a call to {@code save} against each other. */
    void check(Params params, List<Fault> faults) {
        rules.check(params, FieldValues.given(fields, params), !params.has(PolicyBody.ID), faults);
    }

    /** The values of a call to {@code save}; see {@link PolicyHooks#given}. */
    FieldValues given(Params params, boolean isNew) {
        return rules.given(params, FieldValues.given(fields, params), isNew);
    }

    @Override
    public String toString() {
        return noun;
    }
}
