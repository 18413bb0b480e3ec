package io.mailyard.wire;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.util.SymbolTable;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML 1.0 whose root is {@code <xml>}: no DOCTYPE, only the five predefined entities, no
 * access to anything outside the body. Keeps names as written, with prefixes. Skips comments,
 * processing instructions and attributes, except {@code array='true'}, which makes a single element
 * an array of one item, or of none if it is empty.
 */
final class XmlReader {
    /** The wire has one attribute. */
    static final int MOST_ATTRIBUTES = 64;

    /**
     * Maximum number of distinct names of elements, attributes and instructions; all documented
     * names together are about 200. Names chosen for that purpose slow down the parser's table of
     * names.
     */
    static final int MOST_NAMES = 2_000;

    private static final XMLInputFactory FACTORY = hardened();

    private final XMLStreamReader reader;
    private final Set<String> names = new HashSet<>();
    private int elements;

    private XmlReader(XMLStreamReader reader) {
        this.reader = reader;
    }

    /**
     * The children of the root, or {@link UnreadableBody}.
     *
     * @param body well-formed UTF-8
     * @param from start of the XML, after the byte order mark; white space is skipped, even before
     *     the declaration
     */
    static Value.Members read(byte[] body, int from) {
        DeclaredCharset.otherInXml(body, from)
                .ifPresent(name -> {
                    throw otherEncoding(name);
                });
        String text = text(body, from);
        XMLStreamReader stream = null;
        try {
            stream = FACTORY.createXMLStreamReader(new StringReader(text));
            XmlReader reader = new XmlReader(stream);
            reader.checkDeclaration();
            return reader.document();
        } catch (XMLStreamException malformed) {
            throw unreadable(reason(malformed), malformed.getLocation());
        } finally {
            close(stream);
        }
    }

    private static String text(byte[] body, int from) {
        String text = new String(body, from, body.length - from, StandardCharsets.UTF_8);
        if (text.startsWith("<")) {
            return text;
        }
        String stripped = text.stripLeading();
        return stripped.startsWith("<?xml ") ? stripped : text;
    }

    /** A factory whose readers load nothing and keep to the limits. */
    static XMLInputFactory factory() {
        return FACTORY;
    }

    private static XMLInputFactory hardened() {
        XMLInputFactory factory = new UncachedNames();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
        factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
        factory.setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_CACHE_DTDS, false);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MOST_ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, WireText.DEEPEST);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, (long) WireText.MOST_VALUES);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside the body is read");
        });
        return factory;
    }

    /** Forgets names between bodies. */
    private static final class UncachedNames extends WstxInputFactory {
        @Override
        public synchronized void updateSymbolTable(SymbolTable table) {
            // The names of one caller's body must not slow down another's.
        }
    }

    private static void close(@Nullable XMLStreamReader stream) {
        if (stream == null) {
            return;
        }
        try {
            stream.close();
        } catch (XMLStreamException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }

    private void checkDeclaration() {
        String version = reader.getVersion();
        if (version != null && !version.equals("1.0")) {
            throw unreadable("it declares XML " + WireText.shownName(version) + ", send 1.0");
        }
    }

    /** The refusal of a declared encoding that the body cannot have. */
    static UnreadableBody otherEncoding(String declared) {
        return unreadable(
                "it declares the encoding " + WireText.shownName(declared) + ", send UTF-8", null);
    }

    private Value.Members document() throws XMLStreamException {
        Value.Members members = Value.Members.NONE;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (!reader.getLocalName().equals("xml")) {
                    throw unreadable(
                            "its root must be <xml>, not <"
                                    + WireText.shownName(reader.getLocalName())
                                    + ">");
                }
                members = root();
            } else {
                passOver(event);
            }
        }
        return members;
    }

    private Value.Members root() throws XMLStreamException {
        arrayAttribute();
        return switch (content()) {
            case Value.Members members -> members;
            case Value.Text(String text) when XmlChildren.blank(text) -> Value.Members.NONE;
            case Value.Text _, Value.Items _, Value.Numeral _, Value.Flag _, Value.Nothing _ ->
                    throw unreadable("<xml> must hold elements, not text");
        };
    }

    /** Reads from after a start tag to its end tag. */
    private Value content() throws XMLStreamException {
        XmlChildren children = null;
        StringBuilder more = null;
        String text = "";
        for (int event = reader.next();
                event != XMLStreamConstants.END_ELEMENT;
                event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (children == null) {
                    children = new XmlChildren();
                    refuseMixed(more == null ? text : more);
                }
                String name = elementName();
                boolean array = arrayAttribute();
                boolean nil = isNil();
                Value content = content();
                children.add(name, nil ? nothing(content) : content, array);
            } else if (!textual(event)) {
                passOver(event);
            } else if (children != null) {
                refuseMixed(reader.getText());
            } else if (text.isEmpty()) {
                text = reader.getText();
            } else {
                more = more == null ? new StringBuilder(text) : more;
                more.append(reader.getText());
            }
        }
        return children == null ? text(more == null ? text : more.toString()) : children.members();
    }

    private static boolean textual(int event) {
        return event == XMLStreamConstants.CHARACTERS
                || event == XMLStreamConstants.CDATA
                || event == XMLStreamConstants.SPACE;
    }

    private void refuseMixed(CharSequence text) {
        if (!XmlChildren.blank(text)) {
            throw unreadable("there is text beside elements");
        }
    }

    private Value.Text text(String text) {
        int bad = WireText.forbiddenAt(text);
        if (bad >= 0) {
            throw unreadable(
                    "<"
                            + WireText.shownName(reader.getLocalName())
                            + "> has the character "
                            + WireText.codePoint(text.charAt(bad))
                            + ", which XML 1.0 does not have");
        }
        return new Value.Text(text);
    }

    private String elementName() {
        if (++elements > WireText.MOST_VALUES) {
            throw unreadable("it has more than " + WireText.MOST_VALUES + " elements");
        }
        return known(reader.getLocalName());
    }

    private String known(String name) {
        if (names.add(name)) {
            if (names.size() > MOST_NAMES) {
                throw unreadable("it has more than " + MOST_NAMES + " different names");
            }
            if (name.length() > WireText.LONGEST_NAME) {
                throw unreadable("a name is longer than " + WireText.LONGEST_NAME + " characters");
            }
        }
        return name;
    }

    private boolean arrayAttribute() {
        boolean array = false;
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = known(reader.getAttributeLocalName(i));
            if (name.equals("array")) {
                array = reader.getAttributeValue(i).strip().equalsIgnoreCase("true");
            }
        }
        return array;
    }

    /**
     * Whether the element has xsi:nil (XML Schema 1, section 2.6.2), whatever the prefix:
     * attributes have no namespace here.
     */
    private boolean isNil() {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = reader.getAttributeLocalName(i);
            if (name.equals("xsi:nil") || name.endsWith(":nil") || name.equals("nil")) {
                String value = reader.getAttributeValue(i).strip();
                return value.equals("true") || value.equals("1");
            }
        }
        return false;
    }

    private Value nothing(Value content) {
        if (content instanceof Value.Text(String text) && XmlChildren.blank(text)) {
            return new Value.Nothing();
        }
        throw unreadable("an element with xsi:nil must be empty");
    }

    /**
     * Skips comments and instructions, and refuses anything else that is neither element nor text.
     */
    private void passOver(int event) {
        switch (event) {
            case XMLStreamConstants.COMMENT,
                    XMLStreamConstants.SPACE,
                    XMLStreamConstants.END_DOCUMENT -> {}
            case XMLStreamConstants.PROCESSING_INSTRUCTION -> known(reader.getPITarget());
            case XMLStreamConstants.DTD -> throw unreadable("it has a DOCTYPE, which is refused");
            case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw unreadable(
                            "the entity &"
                                    + WireText.shownName(String.valueOf(reader.getLocalName()))
                                    + "; is not known");
            default -> throw unreadable("it is not well-formed");
        }
    }

    private UnreadableBody unreadable(String what) {
        return unreadable(what, reader.getLocation());
    }

    private static UnreadableBody unreadable(String what, @Nullable Location at) {
        int line = at == null ? 1 : Math.max(1, at.getLineNumber());
        int column = at == null ? 1 : Math.max(1, at.getColumnNumber());
        return new UnreadableBody(WireFormat.XML, what, line, column);
    }

    private static String reason(XMLStreamException malformed) {
        String said = String.valueOf(malformed.getMessage());
        int end = said.indexOf("\n at [");
        return ParserErrorTexts.ofXml(end < 0 ? said : said.substring(0, end));
    }
}
