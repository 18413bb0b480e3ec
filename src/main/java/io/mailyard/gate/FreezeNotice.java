package io.mailyard.gate;

import io.mailyard.api.ObjectSchema;

/** Members that tell of a freeze: of the account, and of refusals where that is why. */
public final class FreezeNotice {
    private static final ObjectSchema DETAILS =
            ObjectSchema.of("FrozenDetails", "What the users of a frozen account are shown.")
                    .text("payment_url", "Where they are sent to pay.")
                    .optional()
                    .text("reason", "Why it is frozen.")
                    .optional();

    public static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .object("frozen_details", DETAILS, "Of a freeze: what users are shown.")
                    .orNull()
                    .time("frozen_until", "When the freeze ends by itself; null: it does not.")
                    .orNull();

    private FreezeNotice() {}
}
