package io.mailyard.routing;

import java.util.Locale;

/** Condition of a rule. Domains and addresses are compared ignoring case. */
public sealed interface Condition {
    /**
     * Whether a message matches.
     *
     * @param attributes attributes of the message
     * @return whether the rule applies
     */
    boolean matches(MessageAttributes attributes);

    /** Every message. */
    record Always() implements Condition {
        @Override
        public boolean matches(MessageAttributes attributes) {
            return true;
        }
    }

    /** Messages of one group. */
    record OfGroup(long group) implements Condition {
        @Override
        public boolean matches(MessageAttributes attributes) {
            return attributes.group() == group;
        }
    }

    /** Messages whose From has exactly this domain. */
    record FromDomain(String domain) implements Condition {
        /** Stores the domain in lower case. */
        public FromDomain {
            domain = domain.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes attributes) {
            return attributes.fromDomain().equals(domain);
        }
    }

    /** Messages to exactly this domain. */
    record ToDomain(String domain) implements Condition {
        /** Stores the domain in lower case. */
        public ToDomain {
            domain = domain.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes attributes) {
            return attributes.toDomain().equals(domain);
        }
    }

    /** Messages whose From is this address. */
    record FromEmail(String address) implements Condition {
        /** Stores the address in lower case. */
        public FromEmail {
            address = address.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes attributes) {
            return attributes.fromEmail().equals(address);
        }
    }
}
