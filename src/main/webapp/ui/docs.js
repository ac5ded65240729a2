window.SwaggerUIBundle({
  url: '/openapi?format=JSON',
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  // No service of others: the validator's badge would tell it our address.
  validatorUrl: null,
});
