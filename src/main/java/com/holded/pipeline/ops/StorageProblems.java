package com.holded.pipeline.ops;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemLog;
import com.holded.pipeline.storage.StorageException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/**
 * What object storage did not do, where a resource has no better answer. An object that has to be there and is not is a
 * fault of ours, and so are credentials that storage refuses.
 */
@Provider
public final class StorageProblems implements ExceptionMapper<StorageException> {
    @Override
    public Response toResponse(StorageException failure) {
        ErrorCode code =
                switch (failure.kind()) {
                    case UNAVAILABLE, UNKNOWN_OUTCOME -> ErrorCode.STORAGE_UNAVAILABLE;
                    case NOT_FOUND, TOO_LARGE, REFUSED -> ErrorCode.INTERNAL;
                };
        return ProblemLog.record(code, "", Map.of(), failure).toResponse();
    }
}
