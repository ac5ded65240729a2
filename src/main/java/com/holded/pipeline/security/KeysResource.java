package com.holded.pipeline.security;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, shows, rotates and revokes stored keys. The text of a key is in one answer only, and nowhere else. */
@Path("/keys")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(Role.ADMIN)
public class KeysResource {
    private static final Logger LOG = LoggerFactory.getLogger(KeysResource.class);
    private static final int MOST_LISTED = 500;

    private final KeyStore store;
    private final LiveKeys live;
    private final SecureRandom random = new SecureRandom();

    @Inject
    public KeysResource(KeyStore store, LiveKeys live) {
        this.store = store;
        this.live = live;
    }

    /** Makes a key; 201 with its place and, this once, its text. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(InputStream body, @Context HttpServletRequest request) {
        NewKey key = KeyRequest.newKey(body);
        String by = Caller.of(request).keyId();
        Token token = Token.make(random);
        KeyRecord made = store.create(key, token, by);
        live.look();
        LOG.info("Key {} made by {}: {}", made.keyId(), by, made.role());
        return Response.created(URI.create("/keys/" + made.keyId()))
                .entity(shownOnce(made, token))
                .build();
    }

    /** Newest first; {@code next}, on all pages but the last, is the cursor of the following one. */
    @GET
    public String list(
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        int most = limit(limit);
        List<KeyRecord> keys = store.page(cursor, most + 1);
        boolean more = keys.size() > most;
        List<KeyRecord> shown = more ? keys.subList(0, most) : keys;
        JsonBuilder json = new JsonBuilder()
                .member(
                        "keys",
                        new Json.Arr(shown.stream()
                                .<Json>map(key -> key.toJson().build())
                                .toList()));
        if (more) {
            json.text("next", shown.get(most - 1).keyId());
        }
        return JsonText.write(json.build());
    }

    /** One key without its text; 404 when there is none of this id. */
    @GET
    @Path("/{id}")
    public String find(@PathParam("id") String id) {
        return JsonText.write(store.find(id).orElseThrow(missing(id)).toJson().build());
    }

    /** Gives a key a new secret, shown this once; the one before stays valid for the overlap. */
    @POST
    @Path("/{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    public String rotate(@PathParam("id") String id, InputStream body, @Context HttpServletRequest request) {
        Token token = Token.make(id, random);
        KeyRecord rotated = store.rotate(token, KeyRequest.overlap(body)).orElseThrow(missing(id));
        live.look();
        LOG.info("Key {} rotated by {}", rotated.keyId(), Caller.of(request).keyId());
        return shownOnce(rotated, token);
    }

    /** Ends a key at once and for good; again is no error. */
    @DELETE
    @Path("/{id}")
    public Response revoke(@PathParam("id") String id, @Context HttpServletRequest request) {
        String by = Caller.of(request).keyId();
        if (!store.revoke(id, by)) {
            throw missing(id).get();
        }
        live.look();
        LOG.info("Key {} revoked by {}", id, by);
        return Response.noContent().build();
    }

    private static String shownOnce(KeyRecord key, Token token) {
        return JsonText.write(key.toJson().text("key", token.reveal()).build());
    }

    /** Nothing of the path is repeated: somebody may have put a secret there. */
    private static Supplier<ProblemException> missing(String id) {
        return () -> new ProblemException(
                ErrorCode.NOT_FOUND, Token.isKeyId(id) ? "there is no key " + id : "there is no such key");
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        return limit;
    }
}
