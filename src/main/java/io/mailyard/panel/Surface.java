package io.mailyard.panel;

/**
 * The pages of one kind of people.
 *
 * @param root the address below which they are
 * @param cookie name of the cookie that has the session
 * @param calls the path below which the calls are that they make
 * @param brand what their head shows
 */
public record Surface(String root, String cookie, String calls, Brand brand) {
    /** Whether administrators come here. */
    public boolean isPanel() {
        return root.equals(Panel.ROOT);
    }

    /** For administrators. */
    public static final Surface PANEL =
            new Surface("/admin", "mailyard_session", Calls.BASE, Brand.PLAIN);

    /**
     * Brand that the owner gives the platform.
     *
     * @param name of the platform
     * @param logo address of its picture; empty: the program's own
     * @param style address of a stylesheet with its colour; empty: the program's own
     * @param support where users find help, a mail address or an address of the web; empty: none
     */
    public record Brand(String name, String logo, String style, String support) {
        public static final Brand PLAIN = new Brand("Mailyard", "", "", "");

        /** The address behind the link for help. */
        public String supportLink() {
            return support.contains("://") ? support : "mailto:" + support;
        }
    }
}
