package io.mailyard.gate;

import io.mailyard.api.ObjectSchema;

/** Members that show a freeze, of the account and of refusals because of it. */
public final class FreezeNotice {
    private static final ObjectSchema DETAILS =
            ObjectSchema.of("FrozenDetails", "Notice to the users of a frozen account.")
                    .text("payment_url", "Where users can pay.")
                    .optional()
                    .text("reason", "Why the account is frozen.")
                    .optional();

    public static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .object(
                            "frozen_details",
                            DETAILS,
                            "Notice to the users of a frozen account; null: not frozen.")
                    .orNull()
                    .time("frozen_until", "When the freeze ends by itself; null: never.")
                    .orNull();

    private FreezeNotice() {}
}
