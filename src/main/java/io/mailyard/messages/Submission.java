package io.mailyard.messages;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.mime.Address;
import io.mailyard.mime.PreparedMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message that asks to be accepted.
 *
 * @param submitter who brought it, for the record: {@code login@account} or a token's name
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param to in the order given; one address counts once
 * @param message what will travel
 * @param marks where it belongs
 */
public record Submission(
        AccountId account,
        Source source,
        String submitter,
        String envelopeFrom,
        List<Address> to,
        PreparedMessage message,
        Marks marks) {
    /** The door it came by. */
    public enum Source {
        SMTP,
        HTTP
    }

    /**
     * Where a message belongs.
     *
     * @param campaign 0: a single message
     * @param group 0: none
     * @param virtualSender which of the account's is to route it, by id or name; empty: the first
     */
    public record Marks(long campaign, long group, Optional<Reference> virtualSender) {
        public static final Marks NONE = new Marks(0, 0, Optional.empty());

        /** The field that names the virtual sender. */
        private static final String VIRTUAL = "x-virtual-sender";

        /**
         * As the fields of ours in a message say.
         *
         * @param fields by lower-case name
         * @throws IllegalArgumentException with the reason where one is malformed
         */
        public static Marks of(Map<String, String> fields) {
            return new Marks(
                    number(fields, "x-campaign-id"),
                    number(fields, "x-group-id"),
                    Optional.ofNullable(fields.get(VIRTUAL)).map(Marks::reference));
        }

        private static long number(Map<String, String> fields, String name) {
            String text = fields.getOrDefault(name, "0");
            if (!text.matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException(
                        name + " is '" + text + "' and must be a whole number from 0");
            }
            return Long.parseLong(text);
        }

        /** Digits alone are an id, as everywhere. */
        private static Reference reference(String text) {
            return text.matches("[0-9]{1,18}")
                    ? new Reference.ById(Long.parseLong(text))
                    : new Reference.ByName(text);
        }
    }

    public Submission {
        to = List.copyOf(to);
    }
}
