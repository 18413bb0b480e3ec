package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A report about a message: a complaint (ARF, RFC 5965) or a delivery status (DSN, RFC 3464), read
 * leniently, as people paste it.
 *
 * @param fields its fields, and those of the message that say which one it was
 * @param addresses recipients that it names
 * @param references texts that may name the message: Message-IDs and return paths
 */
public record MailReport(
        MailReportKind kind,
        List<ReportField> fields,
        List<String> addresses,
        List<String> references) {
    /** Its kind. */
    public enum MailReportKind {
        FEEDBACK,
        DELIVERY,
        /** No report was found. */
        NONE
    }

    /**
     * A field.
     *
     * @param part {@code report}, {@code recipient} or {@code message}
     */
    public record ReportField(String part, String name, String value) {}

    /** More fields say nothing more. */
    private static final int MOST_FIELDS = 200;

    private static final int MOST_VALUE = 2_000;
    private static final int MOST_ADDRESSES = 20;

    /** A report may be forwarded within another message, not any number of times. */
    private static final int MOST_DEPTH = 4;

    private static final Set<String> OF_MESSAGE =
            Set.of("message-id", "from", "to", "subject", "date", "return-path");

    private static final Set<String> RECIPIENTS =
            Set.of(
                    "original-recipient",
                    "final-recipient",
                    "original-rcpt-to",
                    "removal-recipient");

    private static final Set<String> REFERENCES =
            Set.of(
                    "message-id",
                    "return-path",
                    "original-mail-from",
                    "original-envelope-id",
                    "to",
                    "delivered-to",
                    "x-original-to");

    /** Reads a report. */
    public static MailReport parse(String text) {
        MailReportReader reader = new MailReportReader();
        byte[] octets =
                text.stripLeading()
                        .replace("\r\n", "\n")
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        Entity whole = Entity.of(octets, "text/plain");
        // its own Message-ID is that of the report
        reader.references(whole.header(), Set.of("message-id"));
        if (isFields(whole.header())) {
            reader.groups(octets);
        } else {
            reader.read(whole, 0);
        }
        return new MailReport(
                reader.kind,
                List.copyOf(reader.fields),
                List.copyOf(reader.addresses),
                List.copyOf(reader.references));
    }

    /** Whether a header is the machine-readable part of a report. */
    private static boolean isFields(HeaderSection header) {
        return header.value("Feedback-Type").isPresent()
                || header.value("Reporting-MTA").isPresent()
                || header.value("Final-Recipient").isPresent();
    }

    /** Collects what a report's parts say. */
    private static final class MailReportReader {
        private MailReportKind kind = MailReportKind.NONE;
        private final List<ReportField> fields = new ArrayList<>();
        private final Set<String> addresses = new LinkedHashSet<>();
        private final Set<String> references = new LinkedHashSet<>();

        void read(Entity entity, int depth) {
            if (depth > MOST_DEPTH) {
                return;
            }
            switch (entity.type()) {
                case "message/feedback-report",
                        "message/delivery-status",
                        "message/global-delivery-status" ->
                        groups(body(entity));
                case "text/rfc822-headers", "message/global-headers" ->
                        message(HeaderSection.of(body(entity)));
                case "message/rfc822", "message/global" -> inner(entity, depth);
                default -> parts(entity, depth);
            }
        }

        private void inner(Entity entity, int depth) {
            Entity message = Entity.of(body(entity), "text/plain");
            if (kind == MailReportKind.NONE && message.isMultipart()) {
                // a report that was forwarded
                references(message.header(), Set.of("message-id"));
                read(message, depth + 1);
            }
            message(message.header());
        }

        private void parts(Entity entity, int depth) {
            Optional<byte[]> delimiter =
                    entity.isMultipart() ? entity.delimiter() : Optional.empty();
            if (delimiter.isEmpty()) {
                return;
            }
            List<byte[]> parts = new ArrayList<>();
            entity.writeParts(
                    delimiter.get(),
                    part -> {
                        parts.add(part);
                        return part;
                    },
                    aside -> aside,
                    new ByteArrayOutputStream());
            parts.forEach(part -> read(Entity.of(part, "text/plain"), depth + 1));
        }

        private static byte[] body(Entity entity) {
            return entity.encoding()
                    .map(encoding -> {
                        try {
                            return encoding.decode(entity.body());
                        } catch (IllegalArgumentException broken) {
                            return entity.body();
                        }
                    })
                    .orElseGet(entity::body);
        }

        /** Groups of fields, parted by empty lines: about the report, then about recipients. */
        void groups(byte[] octets) {
            int at = 0;
            boolean first = true;
            while (at < octets.length && fields.size() < MOST_FIELDS) {
                HeaderSection group = HeaderSection.from(octets, at);
                if (group.value("Feedback-Type").isPresent()) {
                    kind = MailReportKind.FEEDBACK;
                } else if (isFields(group) && kind == MailReportKind.NONE) {
                    kind = MailReportKind.DELIVERY;
                }
                boolean ofReport = first || kind == MailReportKind.FEEDBACK;
                String part =
                        ofReport && group.value("Final-Recipient").isEmpty()
                                ? "report"
                                : "recipient";
                group.fields().forEach(field -> add(part, field.name(), group.value(field)));
                first = first && group.fields().isEmpty();
                at = group.body();
            }
        }

        private void message(HeaderSection header) {
            references(header, Set.of());
            header.fields().stream()
                    .filter(field -> OF_MESSAGE.contains(field.name().toLowerCase(Locale.ROOT)))
                    .forEach(field -> add("message", field.name(), header.value(field)));
        }

        /** Texts of a header that may name the message, by its return path or Message-ID. */
        void references(HeaderSection header, Set<String> except) {
            for (HeaderSection.HeaderField field : header.fields()) {
                String name = field.name().toLowerCase(Locale.ROOT);
                if (REFERENCES.contains(name) && !except.contains(name)) {
                    references.add(OneLine.of(header.value(field), MOST_VALUE));
                }
            }
        }

        private void add(String part, String name, String value) {
            String line = OneLine.of(DecodedWords.of(value), MOST_VALUE);
            if (fields.size() < MOST_FIELDS) {
                fields.add(new ReportField(part, name, line));
            }
            String known = name.toLowerCase(Locale.ROOT);
            if (REFERENCES.contains(known)) {
                references.add(line);
            }
            if (RECIPIENTS.contains(known) && addresses.size() < MOST_ADDRESSES) {
                String address =
                        line.substring(line.indexOf(';') + 1).strip().replaceAll("^<|>$", "");
                if (address.indexOf('@') > 0) {
                    addresses.add(address);
                }
            }
        }
    }
}
