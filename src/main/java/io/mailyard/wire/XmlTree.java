package io.mailyard.wire;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of any XML document as it was written: its attributes, and its children in their
 * order.
 *
 * @param text of an element without children; white space between children is none
 */
public record XmlTree(
        String name, Map<String, String> attributes, String text, List<XmlTree> children) {

    private static final class XmlTreeBuilder {
        private final String name;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final StringBuilder text = new StringBuilder();
        private final List<XmlTree> children = new ArrayList<>();

        XmlTreeBuilder(XMLStreamReader reader) {
            name = reader.getLocalName();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
        }

        XmlTree built() {
            String written = text.toString();
            return new XmlTree(
                    name,
                    Map.copyOf(attributes),
                    children.isEmpty() ? written : written.strip(),
                    List.copyOf(children));
        }
    }

    /**
     * Reads a document: no DOCTYPE, nothing outside of it.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static XmlTree read(String document) {
        try {
            XMLStreamReader reader =
                    XmlReader.factory().createXMLStreamReader(new StringReader(document.strip()));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException malformed) {
            throw new IllegalArgumentException(
                    "is not XML: " + String.valueOf(malformed.getMessage()).replace('\n', ' '),
                    malformed);
        }
    }

    private static XmlTree read(XMLStreamReader reader) throws XMLStreamException {
        Deque<XmlTreeBuilder> open = new ArrayDeque<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> open.push(new XmlTreeBuilder(reader));
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE -> {
                    if (!open.isEmpty()) {
                        open.element().text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    XmlTree done = open.pop().built();
                    if (open.isEmpty()) {
                        requireEnd(reader);
                        return done;
                    }
                    open.element().children.add(done);
                }
                case XMLStreamConstants.DTD ->
                        throw new XMLStreamException("it has a document type");
                default -> {
                    // comments and instructions say nothing
                }
            }
        }
        throw new XMLStreamException("it ends too early");
    }

    /** Reads on: the reader refuses what follows a document, other than comments. */
    private static void requireEnd(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            reader.next();
        }
    }

    /** The element with other children. */
    public XmlTree withChildren(List<XmlTree> others) {
        return new XmlTree(name, attributes, text, others);
    }

    /** The element with another text. */
    public XmlTree withText(String other) {
        return new XmlTree(name, attributes, other, children);
    }

    /** The document as text, on one line. */
    public String write() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((attribute, value) ->
                out.append(' ').append(attribute).append("=\"").append(escaped(value)).append('"'));
        out.append('>').append(escaped(text));
        children.forEach(child -> child.write(out));
        out.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
