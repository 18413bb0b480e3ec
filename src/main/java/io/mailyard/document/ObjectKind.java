package io.mailyard.document;

import io.mailyard.base.DomainName;
import io.mailyard.base.NameRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of objects in a document, each after those that it refers to: they are applied in this
 * order, and deleted in the reverse order.
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
    /** Listed below their account. */
    USERS("users", "user"),
    /** Listed below their account. */
    VSENDERS("vsenders", "virtual sender");

    private final String word;
    private final String one;

    ObjectKind(String word, String item) {
        this.word = word;
        this.one = item;
    }

    /** The name of its section in a document, for example {@code retry_rules}. */
    public String word() {
        return word;
    }

    /** Its singular, for example {@code retry rule}. */
    public String one() {
        return one;
    }

    /** The kind with that section name. */
    public static Optional<ObjectKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** The kinds with a section of their own. */
    public static List<ObjectKind> sections() {
        return Arrays.stream(values()).filter(kind -> !kind.owned()).toList();
    }

    /** Whether its objects are listed below an account. */
    public boolean owned() {
        return this == USERS || this == VSENDERS;
    }

    /** The member with the name of an object. */
    public String label() {
        return this == ROUTES || this == DOMAINS ? "domain" : "name";
    }

    /** The key that two spellings of an object's name share. */
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

    /** Its members besides {@link #label}, without users and virtual senders of accounts. */
    public List<Member> members() {
        return Schema.of(this);
    }
}
