package io.mailyard.panel;

import io.mailyard.panel.AccountPages.AccountHead;
import io.mailyard.panel.AccountPages.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Head of a page: its title or the account that it is of, tabs and buttons.
 *
 * @param account of whose pages this is one; empty: the platform's
 * @param done what has just been done; empty: nothing
 */
public record PageHead(
        String title,
        List<Frame.Crumb> crumbs,
        Optional<AccountHead> account,
        List<Tab> tabs,
        List<PageAct> acts,
        String done) {

    /** A button; {@code dialog}: it asks in a dialog. */
    public record PageAct(String label, String icon, String address, boolean main, boolean dialog) {
        /** One that leads to a page of its own. */
        PageAct(String label, String icon, String address, boolean main) {
            this(label, icon, address, main, false);
        }

        /** One that asks in a dialog. */
        static PageAct asking(String label, String icon, String address) {
            return new PageAct(label, icon, address, false, true);
        }
    }

    /** Of a section's first page. */
    static PageHead of(String title) {
        return new PageHead(title, List.of(), Optional.empty(), List.of(), List.of(), "");
    }

    /** Of a page of an account. */
    static PageHead of(Translations words, AccountHead head) {
        return new PageHead(
                head.title(),
                AccountPages.crumbs(words, head),
                Optional.of(head),
                List.of(),
                List.of(),
                "");
    }

    PageHead with(List<PageAct> more) {
        return new PageHead(title, crumbs, account, tabs, more, done);
    }

    PageHead withTabs(List<Tab> more) {
        return new PageHead(title, crumbs, account, more, acts, done);
    }

    PageHead done(String what) {
        return new PageHead(title, crumbs, account, tabs, acts, what);
    }

    /** Of a page below this one. */
    PageHead below(String name, String address) {
        List<Frame.Crumb> path = new ArrayList<>(crumbs);
        if (!path.isEmpty()) {
            path.removeLast();
        }
        path.add(new Frame.Crumb(title, address));
        path.add(new Frame.Crumb(name, ""));
        return new PageHead(name, path, Optional.empty(), List.of(), List.of(), "");
    }
}
