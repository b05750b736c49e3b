PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('0001');
CREATE TABLE subscriptions (
	id TEXT NOT NULL, 
	email TEXT NOT NULL, 
	email_key TEXT NOT NULL, 
	status TEXT NOT NULL, 
	topics JSON NOT NULL, 
	cadence TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	page TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	confirmed_at DATETIME, 
	left_at DATETIME, 
	paused_until DATETIME, 
	generation INTEGER DEFAULT '0' NOT NULL, 
	soft_bounces INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_subscriptions PRIMARY KEY (id), 
	CONSTRAINT uq_subscriptions_email_key UNIQUE (email_key)
);
INSERT INTO subscriptions VALUES('NBRnjTXUpM3LbpYqQJY5Ag','jo@reader.example','jo@reader.example','confirmed','[]','weekly','w-2286ce7856df','/','2026-11-28 10:42:43.913549','2026-11-28 10:43:02.243347',NULL,NULL,0,0);
INSERT INTO subscriptions VALUES('bPYjB36UGaEhP_ynsyXcZg','kim@reader.example','kim@reader.example','pending','[]','each','w-2286ce7856df','/','2026-11-28 10:43:02.789531',NULL,NULL,NULL,0,0);
CREATE TABLE consents (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	subscription_id TEXT NOT NULL, 
	act TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	text TEXT NOT NULL, 
	topics JSON NOT NULL, 
	cadence TEXT NOT NULL, 
	page TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	network TEXT NOT NULL, 
	network_shortened BOOLEAN NOT NULL, 
	user_agent TEXT NOT NULL, 
	CONSTRAINT pk_consents PRIMARY KEY (number), 
	CONSTRAINT uq_consents_id UNIQUE (id), 
	CONSTRAINT fk_consents_subscription_id FOREIGN KEY(subscription_id) REFERENCES subscriptions (id) ON DELETE CASCADE
);
INSERT INTO consents VALUES(1,'L_hD8X1TpB2w7cahYTmTww','NBRnjTXUpM3LbpYqQJY5Ag','asked','w-2286ce7856df','Send me new articles from First blog on the topics and as often as I chose here. Nothing is sent until I confirm by e-mail, and I can leave with one click.','[]','weekly','/','2026-11-28 10:42:43.979122','127.0.0.1',0,'curl/7.88.1');
INSERT INTO consents VALUES(2,'EKEiv3SJJ6IThOvJ7vcMwA','NBRnjTXUpM3LbpYqQJY5Ag','confirmed','w-2286ce7856df','Send me new articles from First blog on the topics and as often as I chose here. Nothing is sent until I confirm by e-mail, and I can leave with one click.','[]','weekly','/','2026-11-28 10:43:02.243347','127.0.0.1',0,'curl/7.88.1');
INSERT INTO consents VALUES(3,'nGYSjIMHz29Oq776s5FNSQ','bPYjB36UGaEhP_ynsyXcZg','asked','w-2286ce7856df','Send me new articles from First blog on the topics and as often as I chose here. Nothing is sent until I confirm by e-mail, and I can leave with one click.','[]','each','/','2026-11-28 10:43:02.800312','127.0.0.1',0,'curl/7.88.1');
CREATE TABLE tokens (
	digest TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	subscription_id TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	consent_id TEXT, 
	payload TEXT NOT NULL, 
	spent_at DATETIME, 
	CONSTRAINT pk_tokens PRIMARY KEY (digest), 
	CONSTRAINT fk_tokens_subscription_id FOREIGN KEY(subscription_id) REFERENCES subscriptions (id) ON DELETE CASCADE
);
INSERT INTO tokens VALUES('05ab00d8781a2e71941dbbd7556615700a484fd072b93cf0e558ea87aea4bf49','confirm','NBRnjTXUpM3LbpYqQJY5Ag','2028-01-02 10:43:02.243347','L_hD8X1TpB2w7cahYTmTww','','2026-11-28 10:43:02.243347');
INSERT INTO tokens VALUES('87aac826dc50ba8a41141973370040f1d3a8a52ed29c86bed166fe14ced17417','confirm','bPYjB36UGaEhP_ynsyXcZg','2026-12-01 10:43:02.800312','nGYSjIMHz29Oq776s5FNSQ','',NULL);
CREATE TABLE standings (
	hash TEXT NOT NULL, 
	mailed_at DATETIME, 
	unanswered INTEGER NOT NULL, 
	stop TEXT, 
	erased_at DATETIME, 
	CONSTRAINT pk_standings PRIMARY KEY (hash)
);
INSERT INTO standings VALUES('5f44158bf00d960a91097734c0978491f2c1d794e8ea9b746da7bc0b9baaccf5','2026-11-28 10:42:43.979122',0,NULL,NULL);
INSERT INTO standings VALUES('faf9ff0df7357f9d5d476b4c5c7f1d64ba9331d14d3c3205c025f7fba467faad','2026-11-28 10:43:02.800312',1,NULL,NULL);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name, since)
);
INSERT INTO counters VALUES('network:3431920efea7cc951309ef2eeaaeaa34019d4df8652351bf93dea8227a1c160f','2026-11-28 10:40:00.000000',2);
INSERT INTO counters VALUES('mails','2026-11-28 10:00:00.000000',2);
INSERT INTO counters VALUES('confirmations','2026-11-28 10:00:00.000000',1);
CREATE TABLE requests (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	wish TEXT NOT NULL, 
	email TEXT NOT NULL, 
	email_key TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	network TEXT NOT NULL, 
	user_agent TEXT NOT NULL, 
	topics JSON NOT NULL, 
	cadence TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	text TEXT NOT NULL, 
	page TEXT NOT NULL, 
	trapped BOOLEAN NOT NULL, 
	CONSTRAINT pk_requests PRIMARY KEY (number)
);
CREATE TABLE mails (
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subscription_id TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	seed TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	payload TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	lease_until DATETIME, 
	fault TEXT NOT NULL, 
	CONSTRAINT pk_mails PRIMARY KEY (id), 
	CONSTRAINT fk_mails_subscription_id FOREIGN KEY(subscription_id) REFERENCES subscriptions (id) ON DELETE CASCADE
);
INSERT INTO mails VALUES('FUeYfXIs-Iqd7r7kaBaRCg','confirm','NBRnjTXUpM3LbpYqQJY5Ag','','','<FUeYfXIs-Iqd7r7kaBaRCg@blog.example>','2026-11-28 10:42:43.979122','2026-11-28 10:42:43.979122','','sent',1,NULL,'');
INSERT INTO mails VALUES('NByUFIS_8lAd-NP7gX8r4Q','welcome','NBRnjTXUpM3LbpYqQJY5Ag','','','<NByUFIS_8lAd-NP7gX8r4Q@blog.example>','2026-11-28 10:43:02.243347','2026-11-28 10:43:02.243347','','sent',1,NULL,'');
INSERT INTO mails VALUES('l9jp8EdR3R7qdb3dpplNdA','confirm','bPYjB36UGaEhP_ynsyXcZg','','','<l9jp8EdR3R7qdb3dpplNdA@blog.example>','2026-11-28 10:43:02.800312','2026-11-28 10:43:02.800312','','sent',1,NULL,'');
CREATE INDEX ix_subscriptions_status ON subscriptions (status);
CREATE INDEX ix_subscriptions_asked_at ON subscriptions (asked_at);
CREATE INDEX ix_consents_subscription_id ON consents (subscription_id);
CREATE INDEX ix_consents_network_shortened_at ON consents (network_shortened, at);
CREATE INDEX ix_tokens_subscription_id ON tokens (subscription_id);
CREATE INDEX ix_tokens_expires_at ON tokens (expires_at);
CREATE INDEX ix_mails_subscription_id ON mails (subscription_id);
CREATE INDEX ix_mails_state_not_before ON mails (state, not_before);
COMMIT;
