package io.mailyard.templates;

/**
 * Brand that the owner gives the platform, in mail and on pages for users of accounts.
 *
 * @param name empty: the program's own
 * @param logo address of a picture; empty: none
 * @param color of buttons, such as {@code #0b5bd3}; empty: the program's own
 * @param darkColor the same on dark pages
 * @param support where users find help, a mail address or an address of the web; empty: none
 */
public record PlatformBrand(
        String name, String logo, String color, String darkColor, String support) {
    /** The program's own. */
    public static final PlatformBrand PLAIN = new PlatformBrand("", "", "", "", "");

    private static final String PROGRAM = "Mailyard";

    /** Name of the platform, where it must be called something. */
    public String named() {
        return name.isEmpty() ? PROGRAM : name;
    }

    /** The color of buttons and links on light grounds. */
    public String act() {
        return color.isEmpty() ? "#1f5fd0" : color;
    }

    /** The address behind the link for help. */
    public String supportLink() {
        return support.contains("://") ? support : "mailto:" + support;
    }

    /**
     * This brand in mail: with the whole address of its logo, if mail programs show such pictures.
     */
    public PlatformBrand inMail(String publicUrl) {
        boolean shown = !logo.isEmpty() && !logo.endsWith(".svg");
        return new PlatformBrand(name, shown ? publicUrl + logo : "", color, darkColor, support);
    }
}
