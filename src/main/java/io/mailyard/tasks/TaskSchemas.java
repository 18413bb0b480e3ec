package io.mailyard.tasks;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Schemas;

/**
 * Schemas of the members of {@link Task} that differ by its kind. One object of all kinds' members,
 * each of which may be absent, instead of {@code oneOf}: the word that tells the kinds apart is a
 * member of the task, not of these, and without a discriminator generated clients refuse an object
 * such as {@code {}} that is any of the alternatives. A new kind adds its members here.
 */
final class TaskSchemas {
    static final ObjectSchema DETAILS =
            ObjectSchema.of("TaskDetails", "Subject of a task: members by its kind.")
                    .includingOptional(
                            ObjectSchema.part()
                                    .text("address", "recipients.erase: the address, masked.")
                                    .text("act", "NOUN.bulk: what is done to each object.")
                                    .with(
                                            "settings",
                                            Schemas.texts(),
                                            "NOUN.bulk: settings of the act.")
                                    .number("objects", "NOUN.bulk: how many objects."));

    private static final ObjectSchema OF_BULK =
            ObjectSchema.part()
                    .number("done", "NOUN.bulk: objects that were changed.")
                    .number("unchanged", "NOUN.bulk: objects that were so already.")
                    .number("failed", "NOUN.bulk: objects that could not be changed.");

    private static final ObjectSchema OF_ERASURE =
            ObjectSchema.part()
                    .number("purged", "recipients.erase: recipients removed from the queue.")
                    .number("recipients", "recipients.erase: recipients that were masked.")
                    .number("events", "recipients.erase: events that were masked.")
                    .number("conversations", "recipients.erase: conversations that were removed.")
                    .number("messages", "recipients.erase: messages whose texts were removed.")
                    .number(
                            "webhook_requests",
                            "recipients.erase: requests of webhooks that were masked.")
                    .number("audit_rows", "recipients.erase: rows of the audit that were masked.")
                    .number("suppressions", "recipients.erase: suppressions kept as a hash.");

    private static final ObjectSchema OF_EXPORT =
            ObjectSchema.part()
                    .text("file", "accounts.export: its file in the data folder.")
                    .number("bytes", "accounts.export: size of the file.")
                    .number("rows", "accounts.export: rows in the file.")
                    .time("expires_at", "accounts.export: when the file is removed.");

    static final ObjectSchema RESULT =
            ObjectSchema.of("TaskResult", "Outcome of a task: members by its kind.")
                    .includingOptional(OF_BULK)
                    .includingOptional(OF_ERASURE)
                    .includingOptional(OF_EXPORT);

    private TaskSchemas() {}
}
