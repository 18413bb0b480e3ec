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
 * A kind of policy: its words, and what is particular to it. Another kind is a record like {@link
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
     * @param noun as in the calls' paths, and the table's name
     * @param item a single one, with a blank between words
     * @param says a sentence for the description of the API
     * @param fields the first is the unique one
     * @param make the record of a row
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

    /** All of them, in the order of the documentation. */
    public static List<PolicyKind<?>> all() {
        return List.of(STRATEGY, RETRY_RULE, LOCK_RULE, BOUNCE_PATTERN, ISP, KEY, ROUTE);
    }

    /** Such as {@code retry_rules}. */
    public String noun() {
        return noun;
    }

    /** Such as {@code retry rule}. */
    public String one() {
        return one;
    }

    /** Such as {@code a retry rule}. */
    public String aOne() {
        return (one.startsWith("I") ? "an " : "a ") + one;
    }

    /** Such as {@code retry_rule}: an audit row's {@code object_type}. */
    String objectType() {
        return one.replace(' ', '_');
    }

    /** Such as {@code RetryRule}: of the OpenAPI document. */
    String component() {
        StringBuilder name = new StringBuilder();
        for (String word : (one.equals("route") ? "fixed route" : one).split(" ", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** A sentence for the description of the API, and for the help. */
    public String says() {
        return says;
    }

    /** Its own fields, besides its id and times. */
    public List<Field<?>> fields() {
        return fields;
    }

    /** The field that is unique: the name, or a route's domain. */
    @SuppressWarnings("unchecked") // a text, in every kind
    Field<String> label() {
        return (Field<String>) fields.getFirst();
    }

    PolicyHooks rules() {
        return rules;
    }

    FieldTable<PolicyRow> table() {
        return table;
    }

    /** The policy whose unique field is this, as written. */
    Optional<PolicyRow> labelled(Tx tx, String label) {
        return table.find(tx, label().column() + " = ?", label);
    }

    /**
     * The id of another one whose name differs in case alone. Domains have one case only; a key's
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

    /** Finds members of a call to {@code save} that do not go with each other. */
    void check(Params params, List<Fault> faults) {
        rules.check(params, FieldValues.given(fields, params), !params.has(PolicyBody.ID), faults);
    }

    /** What a call to {@code save} gives; see {@link PolicyHooks#given}. */
    FieldValues given(Params params, boolean isNew) {
        return rules.given(params, FieldValues.given(fields, params), isNew);
    }

    @Override
    public String toString() {
        return noun;
    }
}
