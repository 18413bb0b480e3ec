package io.mailyard.routing;

import java.util.Locale;

/** What a rule asks of a message. Domains and addresses are compared without regard to case. */
public sealed interface Condition {
    /**
     * Whether a message is such.
     *
     * @param facts what is known of the message
     * @return whether the rule is for it
     */
    boolean matches(MessageAttributes facts);

    /** Every message. */
    record Always() implements Condition {
        @Override
        public boolean matches(MessageAttributes facts) {
            return true;
        }
    }

    /** Messages of one group. */
    record OfGroup(long group) implements Condition {
        @Override
        public boolean matches(MessageAttributes facts) {
            return facts.group() == group;
        }
    }

    /** Messages whose From has this domain, and not one below it. */
    record FromDomain(String domain) implements Condition {
        /** Keeps the domain in lower case. */
        public FromDomain {
            domain = domain.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes facts) {
            return facts.fromDomain().equals(domain);
        }
    }

    /** Messages to this domain, and not to one below it. */
    record ToDomain(String domain) implements Condition {
        /** Keeps the domain in lower case. */
        public ToDomain {
            domain = domain.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes facts) {
            return facts.toDomain().equals(domain);
        }
    }

    /** Messages whose From is this address. */
    record FromEmail(String address) implements Condition {
        /** Keeps the address in lower case. */
        public FromEmail {
            address = address.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean matches(MessageAttributes facts) {
            return facts.fromEmail().equals(address);
        }
    }
}
