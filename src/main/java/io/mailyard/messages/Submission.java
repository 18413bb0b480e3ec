package io.mailyard.messages;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.mime.Address;
import io.mailyard.mime.PreparedMessage;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message submitted for acceptance.
 *
 * @param submitter who submitted it, for the record: {@code login@account} or the name of a token
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param to in the given order; duplicates count once
 * @param message the message to send
 * @param tags campaign, group and virtual sender
 */
public record Submission(
        AccountId account,
        SubmissionSource source,
        String submitter,
        String envelopeFrom,
        List<Address> to,
        PreparedMessage message,
        MessageTags tags) {
    /** Way in which it was submitted. */
    public enum SubmissionSource {
        SMTP,
        HTTP
    }

    /**
     * Campaign, group and virtual sender of a message.
     *
     * @param campaign 0 for a single message
     * @param group 0 if none
     * @param virtualSender virtual sender of the account by id or name; empty for the first
     */
    public record MessageTags(long campaign, long group, Optional<Reference> virtualSender) {
        public static final MessageTags NONE = new MessageTags(0, 0, Optional.empty());

        /** Header field that names the virtual sender. */
        private static final String VIRTUAL = "x-virtual-sender";

        /** Bits of the numbers that {@code messages/send} takes. */
        private static final int MOST_BITS = 63;

        /**
         * Reads the tags from our header fields.
         *
         * @param fields by lower-case name
         * @throws IllegalArgumentException with the reason if one is malformed
         */
        public static MessageTags of(Map<String, String> fields) {
            return new MessageTags(
                    number(fields, "x-campaign-id"),
                    number(fields, "x-group-id"),
                    Optional.ofNullable(fields.get(VIRTUAL)).map(MessageTags::reference));
        }

        private static long number(Map<String, String> fields, String name) {
            String text = fields.getOrDefault(name, "0");
            if (!text.matches("[0-9]{1,19}") || new BigInteger(text).bitLength() > MOST_BITS) {
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
