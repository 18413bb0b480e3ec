package io.mailyard.tools;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.wire.Out;
import java.util.Optional;

/**
 * A hit of a search from anywhere.
 *
 * @param match how well it fits
 * @param id of an object; empty: it has none
 * @param text what stands smaller beside the title; empty: nothing
 * @param account whose it is; empty: the platform's
 * @param state such as frozen; empty: as usual
 * @param page its address in the panel
 */
public record FoundItem(
        FindGroup group,
        Match match,
        Optional<Long> id,
        String title,
        String text,
        Optional<AccountId> account,
        String state,
        String page) {

    /** Degree to which a hit fits, the best first. */
    public enum Match {
        /** The id, or the whole text. */
        EXACT,
        /** It begins with the text. */
        BEGINNING,
        /** A word of it begins with the text. */
        WORD,
        /** The text is somewhere in it. */
        PART;

        /** Returns how well a text is matched by a part of it, both folded. */
        public static Match of(String whole, String part) {
            int at = whole.indexOf(part);
            if (at == 0) {
                return whole.length() == part.length() ? EXACT : BEGINNING;
            }
            while (at > 0) {
                if (!Character.isLetterOrDigit(whole.charAt(at - 1))) {
                    return WORD;
                }
                at = whole.indexOf(part, at + 1);
            }
            return PART;
        }
    }

    static final ObjectSchema SCHEMA =
            ObjectSchema.of("FoundItem", "A hit of a search from anywhere.")
                    .word("group", "What it is.", FindGroup.words())
                    .flag("exact", "Whether it has this id, or is named so.")
                    .number("id", "Its id; null: it has none.")
                    .orNull()
                    .text("title", "What it is called.")
                    .text("text", "More about it.")
                    .number("account_id", "The account that it belongs to; null: the platform.")
                    .orNull()
                    .text("state", "Such as frozen, inactive, deleted, pending; empty: as usual.")
                    .text("page", "Its address in the panel.");

    /** Something of the platform. */
    static FoundItem of(
            FindGroup group, Match match, long id, String title, String text, String page) {
        return new FoundItem(
                group, match, Optional.of(id), title, text, Optional.empty(), "", page);
    }

    FoundItem in(String name) {
        return new FoundItem(group, match, id, title, text, account, name, page);
    }

    FoundItem of(long owner) {
        return new FoundItem(
                group,
                match,
                id,
                title,
                text,
                Optional.of(new AccountId(owner)).filter(one -> !one.equals(AccountId.PLATFORM)),
                state,
                page);
    }

    void write(Out out) {
        out.text("group", group.word())
                .flag("exact", match == Match.EXACT)
                .numberOrNull("id", id.orElse(null))
                .text("title", title)
                .text("text", text)
                .numberOrNull("account_id", account.map(AccountId::value).orElse(null))
                .text("state", state)
                .text("page", page);
    }
}
