# 郵件、取消訂閱，以及管理者看到的寄件匣。

mail-kind-confirm_email = 確認信箱
mail-kind-reset_password = 重設密碼
mail-kind-already_member = 已有帳號
mail-kind-password_changed = 密碼已變更
mail-kind-awards = 獲獎
mail-kind-answer = 新回答
mail-kind-accepted = 回答獲採納
mail-kind-mention = 提到你
mail-kind-test = 測試

mail-confirm-subject = 確認你在 { $site } 的電子信箱
mail-confirm-heading = 確認電子信箱
mail-confirm-text = { $name }，歡迎來到 { $site }。確認這個信箱是你的，就可以發問、回答和投票。
mail-confirm-button = 確認這個信箱
mail-confirm-expires = 連結三天內有效，只能使用一次。
mail-confirm-not-you = 如果不是你註冊的，不必理會：沒有你的確認，帳號不會啟用。

mail-reset-subject = 重設你在 { $site } 的密碼
mail-reset-heading = 重設密碼
mail-reset-text = { $name }，你好。有人要求為你在 { $site } 的帳號重設密碼。
mail-reset-button = 重設密碼
mail-reset-expires = 連結兩小時內有效，只能使用一次。重設之後，所有已登入的瀏覽器都會登出。
mail-reset-not-you = 如果不是你本人，不必理會：密碼不會改變。

mail-already-subject = 你在 { $site } 已有帳號
mail-already-heading = 你已經有帳號了
mail-already-text = 有人（很可能就是你）用這個信箱在 { $site } 註冊。這個信箱已有帳號，使用者名稱是 @{ $handle }。
mail-already-button = 登入
mail-already-forgot = 如果忘了密碼，可以{ $link }。
mail-already-forgot-link = 重設一個
mail-already-not-you = 如果不是你本人，不必理會：沒有人會知道你是這裡的成員。

mail-password-subject = 你在 { $site } 的密碼已變更
mail-password-heading = 密碼已變更
mail-password-settings = 你在 { $site } 的帳號 @{ $handle } 於 { $when } 變更了密碼。
mail-password-link = 你在 { $site } 的帳號 @{ $handle } 於 { $when } 透過郵件連結重設了密碼。
mail-password-from = 操作裝置：{ $device }。
mail-password-from-address = 操作裝置：{ $device }，位址 { $address }。
mail-password-you = 如果是你本人，不必再做什麼。其他瀏覽器都已登出。
mail-password-not-you = 如果不是你本人，請立刻重設密碼，這樣其他人都會被登出。對方可能看得到你的信箱，所以請先變更信箱的密碼。
mail-password-button = 重設密碼

mail-answer-subject = { $who } 回答了「{ $topic }」
mail-answer-heading = 有人回答了你
mail-answer-text = { $who } 回答了你的問題 { $topic }：
mail-answer-button = 查看回答

mail-reply-subject = { $who } 回覆了「{ $topic }」
mail-reply-heading = 有人回覆了你
mail-reply-text = { $who } 回覆了你發起的討論 { $topic }：
mail-reply-button = 查看回覆

mail-accepted-subject = 你的回答獲得採納：{ $topic }
mail-accepted-heading = 你的回答獲得採納
mail-accepted-text = { $who } 採納了你在 { $topic } 的回答。之後遇到同樣問題的人會最先看到它。
mail-accepted-button = 查看你的回答

mail-mention-subject = { $who } 在「{ $topic }」中提到了你
mail-mention-heading = 有人提到了你
mail-mention-text = { $who } 在 { $topic } 中提到了你：
mail-mention-button = 前往查看

mail-somebody = 一位已離開的成員

mail-awards-subject-badge = 新徽章：{ $name }
mail-awards-subject-tier = 你升上了「{ $name }」
mail-awards-subject-many = { $n } 項新獎勵：{ $names }
mail-awards-tier = 你現在是「{ $tier }」
mail-awards-tier-text = 你的貢獻把你帶到了這一級。從現在起，你的名字會顯示這一級的顏色。
mail-awards-tier-later = 這一級往後還會開放：{ $what }。
mail-awards-tier-one-later = { $what }（{ $condition }）
mail-awards-for = 來自你的 { $topic }。
mail-awards-progress = 你目前有 { $shown } 積分。距離「{ $tier }」還差：{ $missing }。
mail-awards-button = 查看你的獎勵
mail-comma = 、
mail-and = { $a }、{ $b }
mail-need-reputation = { $shown } 積分
mail-need-answers = { $shown } 則回答
mail-need-accepted-answers = { $shown } 則獲採納的回答

mail-test-subject = { $site } 的測試郵件
mail-test-heading = 郵件能夠送達
mail-test-text = 這封郵件用來檢查論壇的郵件能否送達。你看到它，代表可以。

mail-why-confirm_email = 你收到這封郵件，是因為有人用這個信箱在 { $site } 註冊。
mail-why-reset_password = 你收到這封郵件，是因為有人用這個信箱在 { $site } 要求重設密碼。
mail-why-already_member = 你收到這封郵件，是因為有人想用這個信箱在 { $site } 註冊。
mail-why-password_changed = 你收到這封郵件，是因為你在 { $site } 的帳號變更了密碼。
mail-why-awards = 你收到這封郵件，是因為你在 { $site } 獲得了獎勵。
mail-why-answer = 你收到這封郵件，是因為這個主題是你在 { $site } 發起的。
mail-why-accepted = 你收到這封郵件，是因為這則回答是你在 { $site } 寫的。
mail-why-mention = 你收到這封郵件，是因為 { $site } 的一位成員提到了你。
mail-why-test = 你收到這封郵件，是因為 { $site } 的維運人員寄了測試郵件到這個信箱。

mail-stop-awards = 不再接收獲獎郵件
mail-stop-answers = 不再接收新回答郵件
mail-stop-accepted = 不再接收採納郵件
mail-stop-mentions = 不再接收提及郵件
mail-all-settings = 所有郵件設定

mail-list-awards = 獲獎
mail-list-answers = 你的主題有新回答
mail-list-accepted = 回答獲採納
mail-list-mentions = 有人提到你

unsubscribe-title = 停止這類郵件
unsubscribe-text = 不想再收到 { $site } 關於「{ $kind }」的郵件嗎？在網站上你仍然看得到這些訊息。
unsubscribe-done-title = 已停止這類郵件
unsubscribe-done = { $site } 不會再寄給你關於「{ $kind }」的郵件。

mail-desk-title = 寄件匣
mail-desk-files = 尚未設定 SMTP 伺服器：郵件會寫成檔案放在資料夾裡，可以在這裡閱讀。
mail-desk-smtp = 郵件透過設定中的 SMTP 伺服器寄出。
mail-desk-kept = 已寄出、已取消或已放棄的郵件在這裡保留 { $days } 天。
mail-desk-empty = 還沒有郵件。有人註冊、得到回答或獲獎之後，郵件就會出現在這裡。
mail-desk-when = 時間
mail-desk-mail = 郵件
mail-desk-to = 收件人
mail-desk-state = 狀態
mail-desk-tries = 嘗試次數
mail-desk-retry = 重新寄送
mail-desk-due = 下次嘗試
mail-desk-counted = 最近 { $n } 封郵件
mail-desk-created = 建立時間
mail-desk-sent = 寄出時間
mail-desk-next = 下次嘗試
mail-desk-error = 最近的錯誤
mail-desk-withheld = 這封郵件裡的連結能以收件人的身分操作，只有收件人和管理員能看。
mail-desk-not-kept = 透過 SMTP 寄出的郵件不會保存在這裡。
mail-desk-not-yet = 這封郵件還沒有檔案，或檔案已經不在了。
mail-desk-html = HTML 部分
mail-desk-text = 純文字部分
mail-desk-from = 從 { $from } 寄給 { $to }
mail-state-waiting = 等待中
mail-state-sent = 已寄出
mail-state-dead = 已放棄
mail-state-dropped = 未寄送
notice-mail-retried = 這封郵件馬上會重新寄送。
audit-mail_retried = 重新寄送了一封郵件
