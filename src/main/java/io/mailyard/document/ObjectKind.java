package io.mailyard.document;

import io.mailyard.base.DomainName;
import io.mailyard.base.NameRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of objects in a document, those that others name before those that name them: in this
 * order they are applied, and deleted in the reverse.
 */
public enum ObjectKind {
    TARIFFS("tariffs", "tariff"),
    NODES("nodes", "node"),
    ISPS("isps", "ISP"),
    STRATEGIES("strategies", "strategy"),
    RETRY_RULES("retry_rules", "retry rule"),
    LOCK_RULES("lock_rules", "lock rule"),
    BOUNCE_PATTERNS("bounce_patterns", "bounce pattern"),
    KEYS("keys", "key"),
    ROUTES("routes", "route"),
    SENDERS("senders", "sender"),
    ACCOUNTS("accounts", "account"),
    DOMAINS("domains", "domain"),
    /** Below their account. */
    USERS("users", "user"),
    /** Below their account. */
    VSENDERS("vsenders", "virtual sender");

    private final String word;
    private final String one;

    ObjectKind(String word, String item) {
        this.word = word;
        this.one = item;
    }

    /** Its section in a document, such as {@code retry_rules}. */
    public String word() {
        return word;
    }

    /** A single one, such as {@code retry rule}. */
    public String one() {
        return one;
    }

    /** The kind of that word. */
    public static Optional<ObjectKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** Those with a section of their own. */
    public static List<ObjectKind> sections() {
        return Arrays.stream(values()).filter(kind -> !kind.owned()).toList();
    }

    /** Whether they stand below an account. */
    public boolean owned() {
        return this == USERS || this == VSENDERS;
    }

    /** The member that names one. */
    public String label() {
        return this == ROUTES || this == DOMAINS ? "domain" : "name";
    }

    /** What two names of the same object have in common. */
    String folded(String name) {
        return switch (this) {
            case ACCOUNTS, USERS -> NameRules.key(name);
            case DOMAINS -> DomainName.normal(name);
            case ROUTES -> name.equals("*") ? name : DomainName.normal(name);
            case TARIFFS,
                    NODES,
                    ISPS,
                    STRATEGIES,
                    RETRY_RULES,
                    LOCK_RULES,
                    BOUNCE_PATTERNS,
                    KEYS,
                    SENDERS,
                    VSENDERS ->
                    name;
        };
    }

    /** Its members besides {@link #label}; users and virtual senders of accounts apart. */
    public List<Member> members() {
        return Schema.of(this);
    }
}
