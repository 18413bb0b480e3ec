package io.mailyard.templates;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into HTML: escaped for their place, and so that none turns what stands beside it,
 * whoever has named it what. What goes back to the server, such as the value of a field, stays as
 * it is.
 */
final class PageOutput extends OwaspHtmlTemplateOutput {
    /** Elements whose text is a value that goes back, or no text. */
    private static final Set<String> AS_IT_IS = Set.of("textarea", "script", "style");

    /** Elements whose text is copied; the style isolates them. */
    private static final Set<String> COPIED = Set.of("pre", "code");

    /** Attributes that people read. */
    private static final Set<String> READ =
            Set.of("title", "aria-label", "alt", "placeholder", "data-label");

    private @Nullable String tag;
    private @Nullable String attribute;

    PageOutput(TemplateOutput out) {
        super(out);
    }

    @Override
    public void setContext(@Nullable String tagName, @Nullable String attributeName) {
        this.tag = tagName;
        this.attribute = attributeName;
        super.setContext(tagName, attributeName);
    }

    @Override
    public void writeUserContent(@Nullable String value) {
        super.writeUserContent(value == null ? null : shown(value));
    }

    private String shown(String value) {
        if (attribute != null) {
            return READ.contains(attribute) ? BidiText.isolated(value) : value;
        }
        if (tag == null || AS_IT_IS.contains(tag)) {
            return value;
        }
        return COPIED.contains(tag) ? BidiText.cleaned(value) : BidiText.isolated(value);
    }
}
