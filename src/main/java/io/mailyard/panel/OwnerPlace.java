package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose objects a page shows: the platform's, those of the account in its path, or in the portal
 * those of the reader's own account.
 *
 * @param account the one in the path, as {@code accounts/get} answers it
 * @param path of the first page, such as {@code /admin/accounts/5/suppressions}
 */
record OwnerPlace(Optional<Value.Members> account, String path) {
    /** The place of a request to pages of some noun. */
    static OwnerPlace of(SignedIn signedIn, String noun) {
        if (!signedIn.inPanel()) {
            return new OwnerPlace(Optional.empty(), signedIn.surface().root() + "/" + noun);
        }
        if (signedIn.visit().part("id").isEmpty()) {
            return new OwnerPlace(Optional.empty(), "/admin/" + noun);
        }
        Value.Members account = AccountPages.account(signedIn);
        return new OwnerPlace(
                Optional.of(account),
                "/admin/accounts/" + Values.number(account, "id") + "/" + noun);
    }

    /** The paths at which the pages of a noun are. */
    static List<String> paths(PageRenderer pages, String noun) {
        String root = pages.surface().root();
        return pages.surface().isPanel()
                ? List.of(root + "/" + noun, root + "/accounts/{id}/" + noun)
                : List.of(root + "/" + noun);
    }

    PageSection section(PageSection platform) {
        return account.isPresent() ? Section.ACCOUNTS : platform;
    }

    /** Whether the objects are an account's, in the panel or in the portal. */
    boolean isOfAccount(SignedIn signedIn) {
        return account.isPresent() || !signedIn.inPanel();
    }

    /** The title of the account; empty for the platform. */
    String title() {
        return account.map(members -> Values.text(members, "title")).orElse("");
    }

    /** Parameters of a call about this owner's objects: names and values in turn. */
    Value.Members params(Object... namesAndValues) {
        Map<String, Value> params = new LinkedHashMap<>();
        account.ifPresent(members ->
                params.put(
                        "account_id",
                        new Value.Numeral(String.valueOf(Values.number(members, "id")))));
        params.putAll(Values.members(namesAndValues).values());
        return new Value.Members(params);
    }

    /**
     * Parameters of a call about this owner's objects, then {@code more}: names and values in turn.
     */
    Object[] namesAndValues(List<Object> more) {
        List<Object> all = new ArrayList<>();
        params().values().forEach((name, value) -> all.addAll(List.of(name, value)));
        all.addAll(more);
        return all.toArray();
    }

    /** Head of a page of this owner. */
    PageHead head(SignedIn signedIn, String tab, String title) {
        return account.map(members ->
                        PageHead.of(signedIn.words(), AccountPages.headOf(signedIn, members, tab)))
                .orElse(PageHead.of(title));
    }
}
