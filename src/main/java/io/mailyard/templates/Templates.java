package io.mailyard.templates;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, compiled by the build. Safe for many threads. */
public final class Templates {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    /**
     * Renders a page as HTML, with each value escaped for its place.
     *
     * @param name the file under {@code src/main/jte}, for example {@code mail/letter.jte}
     * @param values one for each {@code @param} of the template
     * @throws gg.jte.TemplateException if the template does not exist or a value is missing, which
     *     is a bug
     */
    public String html(String name, Map<String, Object> values) {
        StringOutput out = new StringOutput();
        engine.render(name, values, new PageOutput(out));
        return out.toString();
    }
}
