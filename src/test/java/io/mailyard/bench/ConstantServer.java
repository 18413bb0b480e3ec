package io.mailyard.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The same Jetty without the product: it reads the request's body and answers bytes that are the
 * same every time. What is left is what HTTP itself costs.
 */
public final class ConstantServer extends Handler.Abstract {
    private final byte[] answer;

    private ConstantServer(byte[] answer) {
        this.answer = answer;
    }

    /** Listens at {@code HOST:PORT} and answers a body of {@code SIZE} bytes. */
    public static void main(String[] args) throws Exception {
        int colon = args[0].lastIndexOf(':');
        Server server = new Server(new VirtualThreadPool(2048 + 64));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(args[0].substring(0, colon));
        connector.setPort(Integer.parseInt(args[0].substring(colon + 1)));
        server.addConnector(connector);
        server.setHandler(new ConstantServer(body(Integer.parseInt(args[1]))));
        server.start();
        new CountDownLatch(1).await();
    }

    private static byte[] body(int size) {
        String end = "\"error\":0}";
        return ("{\"x\":\"" + "x".repeat(size - end.length() - 8) + "\"," + end)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Content.Source.consumeAll(request);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
        response.write(true, ByteBuffer.wrap(answer), callback);
        return true;
    }
}
